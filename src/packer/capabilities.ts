import semver from 'semver'
import { ToolError } from '../errors/tool-error.ts'
import type { PackerBinary } from './run.ts'

/** The first Packer with `required_plugins` and `packer init` (Packer's CHANGELOG, 1.7.0). */
const firstPackerWithPlugins = '1.7.0'

/**
 * Every option that is used came with this version of the plugin or before it; which one came when is
 * in docs/decisions/packer-versions.md.
 */
const oldestAmazonPlugin = '1.3.0'

/** The base AMI's tag that says: sshd here accepts SHA-1 signatures. */
export const sha1AcceptedTag = { key: 'packer-ecs:ssh-rsa-sha1', value: 'accepted' } as const

/**
 * What a Packer can be told; src/templates says what each of them is for. Packer's version alone decides: from 1.7 on the template demands the oldest plugin that has all the
 * options, and `packer init` sees to it.
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
 * Without ed25519 Packer makes an RSA key and signs with SHA-1, which Amazon Linux 2023 rejects
 * (docs/instance-facts.md, "Packer"): the bake would hang in its ssh wait.
 *
 * @throws ToolError PACKER_SIGNS_SHA1
 */
export function assertCanLogIn(
  packer: PackerBinary,
  base: { readonly imageId: string; readonly tags: Readonly<Record<string, string>> },
): void {
  if (capabilitiesOf(packer.version).ed25519KeyPair) return
  if (base.tags[sha1AcceptedTag.key] === sha1AcceptedTag.value) return
  throw new ToolError(
    'PACKER_SIGNS_SHA1',
    `Packer ${packer.version} (${packer.path}) cannot log in to ${base.imageId}`,
    {
      why: 'It signs with RSA and SHA-1 only, which Amazon Linux 2023 rejects.',
      hint: 'Install Packer 1.9 or newer. The newest one on PATH is used.',
    },
  )
}
