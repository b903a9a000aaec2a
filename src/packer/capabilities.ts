import semver from 'semver'
import { ToolError } from '../errors/tool-error.ts'
import type { PackerBinary } from './run.ts'

/** The first Packer with `required_plugins` and `packer init` (Packer's CHANGELOG, 1.7.0). */
const firstPackerWithPlugins = '1.7.0'

/**
 * The first version of the plugin with all options that the template uses; see
 * docs/decisions/packer-versions.md.
 */
const oldestAmazonPlugin = '1.3.0'

/** Tag of a base AMI whose sshd accepts SHA-1 signatures. */
export const sha1AcceptedTag = { key: 'packer-ecs:ssh-rsa-sha1', value: 'accepted' } as const

/**
 * The options that a version of Packer supports; src/templates describes them. Only Packer's version matters: from
 * 1.7 on, the template requires a plugin version with all options, and `packer init` installs it.
 */
export function capabilitiesOf(packerVersion: string) {
  const withPlugins = semver.gte(packerVersion, firstPackerWithPlugins)
  return {
    oldestAmazonPlugin: withPlugins ? oldestAmazonPlugin : null,
    ed25519KeyPair: withPlugins,
    metadataOptions: withPlugins,
    imdsSupport: withPlugins,
    deprecateAt: withPlugins,
    sourcePublicAddress: withPlugins,
    organisationSharing: withPlugins,
    sessionManager: withPlugins,
  }
}

/**
 * Versions of the plugin that cannot connect through Session Manager (docs/decisions/packer-versions.md).
 *
 * @param network `instanceProfile` null: Packer creates a temporary one
 */
export function brokenAmazonPlugins(network: {
  readonly ssh: string
  readonly instanceProfile: string | null
}): readonly string[] {
  if (network.ssh !== 'session-manager') return []
  return network.instanceProfile === null ? ['1.7.0', '1.8.1', '1.8.2'] : ['1.7.0']
}

/**
 * Without ed25519, Packer creates an RSA key and signs with SHA-1, which Amazon Linux 2023 rejects
 * (docs/instance-facts.md, "Packer"): the bake would wait for SSH until its timeout.
 *
 * @throws ToolError PACKER_SIGNS_SHA1
 */
export function assertCanLogIn(
  packer: PackerBinary,
  base: { readonly imageId: string; readonly tags: Readonly<Record<string, string>> },
): void {
  if (capabilitiesOf(packer.version).ed25519KeyPair) return
  if (base.tags[sha1AcceptedTag.key] === sha1AcceptedTag.value) return
  throw signsSha1(packer, base.imageId)
}

/**
 * The same for the AMIs of Amazon, without asking for one.
 *
 * @throws ToolError PACKER_SIGNS_SHA1
 */
export function assertCanLogInToAmazon(packer: PackerBinary): void {
  if (!capabilitiesOf(packer.version).ed25519KeyPair) throw signsSha1(packer, 'Amazon Linux 2023')
}

function signsSha1({ version, path }: PackerBinary, target: string): ToolError {
  return new ToolError('PACKER_SIGNS_SHA1', `Packer ${version} (${path}) cannot log in to ${target}`, {
    why: 'It only signs with RSA and SHA-1, which Amazon Linux 2023 rejects.',
    hint: 'Install Packer 1.9 or newer. packer-ecs uses the newest version on PATH.',
  })
}
