import { capabilitiesOf } from '#src/packer/capabilities.ts'
import type { Network, TemplateInput } from '#src/templates/input.ts'
import { renderTemplate } from '#src/templates/render.ts'
import { templateVariables } from '#src/templates/variables.ts'
import { templateView } from '#src/templates/view.ts'

export interface TemplateCase {
  /** The golden's folder under test/fixtures/templates. */
  readonly name: string
  /** The Packer whose abilities it is rendered for. */
  readonly packerVersion: string
  readonly input: TemplateInput
}

const network: Network = {
  vpcId: null,
  subnet: null,
  securityGroupIds: [],
  publicAddress: null,
  ssh: 'public',
  sshSource: ['203.0.113.7/32'],
  instanceProfile: null,
}

const volume = { type: 'gp3', iops: null, throughput: null, encrypted: true, kmsKey: null } as const

const x86: TemplateInput = {
  region: 'eu-central-1',
  endpoint: null,
  baseImageId: 'ami-05fb4f257abd42992',
  instanceType: 'm7i.large',
  spot: null,
  amiName: 'ecs-20261121-013000-a1b2',
  amiDescription: 'ecs on al2023-ami-ecs-hvm-2023.0.20261022-kernel-6.1-x86_64',
  keyPairName: 'packer-ecs-20261121-013000-a1b2',
  runTags: { 'packer-ecs:image': 'ecs', 'packer-ecs:run': '20261121-013000-a1b2' },
  amiTags: { Name: 'ecs', 'packer-ecs:image': 'ecs', 'packer-ecs:run': '20261121-013000-a1b2' },
  snapshotTags: { 'packer-ecs:run': '20261121-013000-a1b2' },
  rootVolume: { ...volume, device: '/dev/xvda', size: 30 },
  dataVolume: { ...volume, device: '/dev/xvdcy', size: 100 },
  volumes: [],
  copies: [],
  shareWith: { accounts: [], snapshots: false, organisationArns: [] },
  deprecateAt: null,
  polling: { delaySeconds: 10, attempts: 720 },
  network,
  payloadFolder: 'payload/packer-ecs',
  scripts: ['scripts/prepare.sh', 'scripts/storage.sh'],
  expectDisconnect: false,
  cleanupScript: 'scripts/cleanup.sh',
  inventoryFile: 'inventory.json',
  manifestFile: 'manifest.json',
  brokenAmazonPlugins: [],
}

const arm: TemplateInput = {
  ...x86,
  instanceType: 'm7g.large',
  baseImageId: 'ami-0a1b2c3d4e5f60718',
  amiDescription: 'ecs on al2023-ami-ecs-hvm-2023.0.20261022-kernel-6.1-arm64',
}

const variants: Readonly<Record<string, TemplateInput>> = {
  x86_64: x86,
  arm64: arm,
  'no-data-volume': { ...x86, dataVolume: null },
  spot: { ...x86, spot: { maxPrice: null, instanceTypes: [] } },
  'spot-types': { ...x86, spot: { maxPrice: '0.05', instanceTypes: ['m7i.large', 'm6i.large'] } },
  'further-volumes': {
    ...x86,
    dataVolume: null,
    volumes: [
      { ...volume, device: '/dev/xvdba', size: 50, iops: 4000, throughput: 250 },
      { ...volume, device: '/dev/xvdbb', size: 500, type: 'st1', kmsKey: 'alias/images' },
    ],
  },
  'own-endpoint': { ...x86, endpoint: 'http://127.0.0.1:5000' },
  'private-ssh': {
    ...x86,
    network: {
      ...network,
      vpcId: 'vpc-0123456789abcdef0',
      subnet: { filters: { 'tag:tier': 'private' } },
      securityGroupIds: ['sg-0123456789abcdef0'],
      publicAddress: false,
      ssh: 'private',
    },
  },
  copies: {
    ...x86,
    copies: [
      { region: 'eu-west-1', kmsKey: null },
      { region: 'us-gov-west-1', kmsKey: null },
    ],
  },
  'copies-and-sharing': {
    ...x86,
    rootVolume: { ...x86.rootVolume, kmsKey: 'alias/images' },
    dataVolume: { ...volume, device: '/dev/xvdcy', size: 100, kmsKey: 'alias/images' },
    copies: [
      {
        region: 'eu-west-1',
        kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      },
    ],
    shareWith: { accounts: ['210987654321'], snapshots: true, organisationArns: [] },
  },
}

const modernVariants: Readonly<Record<string, TemplateInput>> = {
  ...variants,
  'caller-address': {
    ...x86,
    network: {
      ...network,
      sshSource: 'caller',
      subnet: { id: 'subnet-0123456789abcdef0' },
      publicAddress: true,
    },
  },
  'session-manager': {
    ...x86,
    network: { ...network, ssh: 'session-manager', publicAddress: false },
    brokenAmazonPlugins: ['1.7.0', '1.8.1', '1.8.2'],
  },
  'session-manager-own-profile': {
    ...x86,
    network: { ...network, ssh: 'session-manager', instanceProfile: 'image-builder' },
    brokenAmazonPlugins: ['1.7.0'],
  },
  organisation: {
    ...x86,
    deprecateAt: '2027-05-01T00:00:00Z',
    shareWith: {
      accounts: [],
      snapshots: false,
      organisationArns: [
        'arn:aws:organizations::123456789012:organization/o-abcdefghij',
        'arn:aws:organizations::123456789012:ou/o-abcdefghij/ou-abcd-12345678',
      ],
    },
    rootVolume: { ...x86.rootVolume, kmsKey: 'alias/images' },
  },
}

export const templateCases: readonly TemplateCase[] = [
  ...cases('packer-1.6', '1.6.6', variants),
  ...cases('packer-1.7-and-newer', '1.16.0', modernVariants),
]

export function renderCase({ packerVersion, input }: TemplateCase, source: string) {
  const view = templateView(input, capabilitiesOf(packerVersion))
  return {
    template: renderTemplate({ file: 'packer/image.pkr.hcl.hbs', text: source }, view),
    variables: `${JSON.stringify(templateVariables(input), null, 2)}\n`,
  }
}

function cases(
  folder: string,
  packerVersion: string,
  inputs: Readonly<Record<string, TemplateInput>>,
): TemplateCase[] {
  return Object.entries(inputs).map(([name, input]) => ({ name: `${folder}/${name}`, packerVersion, input }))
}
