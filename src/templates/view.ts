import { ToolError } from '../errors/tool-error.ts'
import { isOrganisationalUnit, type TemplateCapabilities, type TemplateInput } from './input.ts'

/** The names that a template can use. They determine its structure; values are Packer variables. */
export interface TemplateView {
  /** Null: the Amazon builder is part of Packer, and the template must not require a plugin. */
  readonly oldestAmazonPlugin: string | null
  /** Continues the version constraint of the plugin, e.g. `, != 1.7.0`; empty when any newer version works. */
  readonly brokenAmazonPlugins: string
  readonly endpoint: boolean
  readonly ed25519KeyPair: boolean
  readonly metadataOptions: boolean
  readonly imdsSupport: boolean
  readonly deprecateAt: boolean
  readonly spot: boolean
  readonly spotTypes: boolean
  readonly dataVolume: boolean
  readonly vpc: boolean
  readonly subnetId: boolean
  readonly subnetFilter: boolean
  readonly securityGroups: boolean
  readonly publicAddress: boolean
  readonly sourceCidrs: boolean
  readonly sourcePublicAddress: boolean
  readonly sessionManager: boolean
  readonly instanceProfile: boolean
  readonly temporaryProfile: boolean
  readonly copies: boolean
  readonly encryptCopies: boolean
  readonly shareWithAccounts: boolean
  readonly shareSnapshots: boolean
  readonly shareWithOrganisations: boolean
  readonly shareWithOrganisationalUnits: boolean
}

/** @throws ToolError PACKER_LACKS_OPTION for a setting that this Packer does not support */
export function templateView(input: TemplateInput, capabilities: TemplateCapabilities): TemplateView {
  refuseWhatPackerLacks(input, capabilities)
  const { network } = input
  const sessionManager = network.ssh === 'session-manager'
  const temporaryGroup = network.securityGroupIds.length === 0 && !sessionManager
  return {
    oldestAmazonPlugin: capabilities.oldestAmazonPlugin,
    brokenAmazonPlugins: input.brokenAmazonPlugins.map(version => `, != ${version}`).join(''),
    endpoint: input.endpoint !== null,
    ed25519KeyPair: capabilities.ed25519KeyPair,
    metadataOptions: capabilities.metadataOptions,
    imdsSupport: capabilities.imdsSupport,
    deprecateAt: input.deprecateAt !== null,
    spot: input.spot !== null,
    spotTypes: input.spot !== null && input.spot.instanceTypes.length > 0,
    dataVolume: input.dataVolume !== null,
    vpc: network.vpcId !== null,
    subnetId: network.subnet !== null && 'id' in network.subnet,
    subnetFilter: network.subnet !== null && 'filters' in network.subnet,
    securityGroups: network.securityGroupIds.length > 0,
    publicAddress: network.publicAddress !== null,
    sourceCidrs: temporaryGroup && network.sshSource !== 'caller',
    sourcePublicAddress: temporaryGroup && network.sshSource === 'caller',
    sessionManager,
    instanceProfile: network.instanceProfile !== null,
    temporaryProfile: sessionManager && network.instanceProfile === null,
    copies: input.copies.length > 0,
    encryptCopies: input.copies.some(copy => copy.kmsKey !== null),
    shareWithAccounts: input.shareWith.accounts.length > 0,
    shareSnapshots: input.shareWith.snapshots && input.shareWith.accounts.length > 0,
    shareWithOrganisations: input.shareWith.organisationArns.some(arn => !isOrganisationalUnit(arn)),
    shareWithOrganisationalUnits: input.shareWith.organisationArns.some(isOrganisationalUnit),
  }
}

function refuseWhatPackerLacks(input: TemplateInput, capabilities: TemplateCapabilities): void {
  const { network } = input
  const ownGroups = network.securityGroupIds.length > 0
  const lacks: readonly (readonly [boolean, string])[] = [
    [input.deprecateAt !== null && !capabilities.deprecateAt, 'a deprecation date'],
    [
      input.shareWith.organisationArns.length > 0 && !capabilities.organisationSharing,
      'sharing with an organization',
    ],
    [network.ssh === 'session-manager' && !capabilities.sessionManager, 'SSH over Session Manager'],
    [
      network.sshSource === 'caller' && !ownGroups && !capabilities.sourcePublicAddress,
      'a temporary security group for your own address only',
    ],
  ]
  const missing = lacks.filter(([isMissing]) => isMissing).map(([, setting]) => setting)
  if (missing.length === 0) return
  throw new ToolError(
    'PACKER_LACKS_OPTION',
    `this version of Packer does not support ${missing.join('; ')}`,
    {
      why: 'Without it, the AMI or its build would be less secure than the configuration says.',
      hint: 'Install Packer 1.9 or newer, or change the setting; for the temporary security group, set network.sourceCidrs.',
    },
  )
}
