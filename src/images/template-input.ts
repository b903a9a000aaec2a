import { join } from 'node:path'
import type { ImageSettings } from '../config/settings.ts'
import { brokenAmazonPlugins } from '../packer/capabilities.ts'
import type { TemplateInput } from '../templates/input.ts'
import type { ResolvedBase } from './base.ts'
import { keyPairName } from './clean/clue.ts'
import type { LaunchedScript } from './launcher.ts'
import type { BakePlan } from './plan.ts'
import { rebootScript } from './recipe.ts'
import { tagKeys } from './tags.ts'

export interface TemplateRequest {
  readonly image: string
  readonly settings: ImageSettings
  readonly base: ResolvedBase
  readonly plan: BakePlan
  /** The scripts of the recipe, in order. */
  readonly scripts: readonly LaunchedScript[]
  readonly runId: string
  /** The user and machine of the bake. */
  readonly owner: string
  readonly region: string
  readonly endpoint: string | null
  /** CIDRs that can access the build instance when the configuration does not set them. */
  readonly sshSource: TemplateInput['network']['sshSource']
  readonly folders: RunFiles
}

/** Absolute paths of the run folder and of the files in it that Packer reads and writes. */
export interface RunFiles {
  readonly run: string
  readonly payload: string
  readonly inventory: string
  readonly manifest: string
}

/** The inputs of Packer's template from the settings and plan of an image. */
export function templateInput(request: TemplateRequest): TemplateInput {
  const { settings, plan, scripts, base, folders } = request
  const launchers = [...new Set(scripts.map(({ launcher }) => join(folders.run, launcher)))]
  return {
    region: request.region,
    endpoint: request.endpoint,
    baseImageId: base.imageId,
    instanceType: settings.instanceType,
    spot: settings.spot,
    amiName: plan.amiName,
    amiDescription: `ECS container instance, image ${request.image}, from ${base.name}`.slice(0, 255),
    keyPairName: keyPairName(request.runId),
    runTags: {
      Name: `packer-ecs ${request.image}`,
      ...settings.tags,
      ...pick(plan.tags),
      [tagKeys.owner]: request.owner,
    },
    amiTags: plan.tags,
    snapshotTags: plan.tags,
    rootVolume: settings.rootVolume,
    dataVolume: settings.dataVolume,
    volumes: settings.volumes,
    copies: settings.copyTo.map(region => ({ region, kmsKey: settings.rootVolume.kmsKeys[region] ?? null })),
    shareWith: {
      accounts: settings.shareWith.accounts,
      snapshots: settings.shareWith.snapshots,
      organisationArns: [...settings.shareWith.organizations, ...settings.shareWith.organizationalUnits],
    },
    deprecateAt: plan.deprecateAt,
    polling: polling(settings, request.endpoint),
    network: network(settings, request.sshSource),
    payloadFolder: folders.payload,
    scripts: launchers.slice(0, -1),
    expectDisconnect: scripts.some(({ script }) => script.name === rebootScript),
    cleanupScript: launchers.at(-1) ?? '',
    inventoryFile: folders.inventory,
    manifestFile: folders.manifest,
    brokenAmazonPlugins: brokenAmazonPlugins(settings.network),
  }
}

/** AWS throttles callers that look too often; a custom endpoint such as the sandbox's is close. */
function polling({ amiTimeoutMinutes }: ImageSettings, endpoint: string | null): TemplateInput['polling'] {
  const delaySeconds = endpoint === null ? 10 : 1
  return { delaySeconds, attempts: (amiTimeoutMinutes * 60) / delaySeconds }
}

function network(
  { network }: ImageSettings,
  sshSource: TemplateInput['network']['sshSource'],
): TemplateInput['network'] {
  const { subnet, subnetFilter } = network
  return {
    vpcId: network.vpc,
    subnet: subnet === null ? (subnetFilter === null ? null : { filters: subnetFilter }) : { id: subnet },
    securityGroupIds: network.securityGroups,
    publicAddress: network.publicAddress,
    ssh: network.ssh,
    sshSource: network.sourceCidrs ?? sshSource,
    instanceProfile: network.instanceProfile,
  }
}

/** The tags that temporary resources need: `clean` finds them by their run. */
function pick(tags: Readonly<Record<string, string>>): Record<string, string> {
  const keys: readonly string[] = [tagKeys.image, tagKeys.project, tagKeys.run, tagKeys.tool]
  return Object.fromEntries(Object.entries(tags).filter(([key]) => keys.includes(key)))
}
