import semver from 'semver'
import type { Project } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import { brokenAmazonPlugins, capabilitiesOf } from '../packer/capabilities.ts'
import type { PackerBinary } from '../packer/run.ts'

/** How the programs are found that Packer needs. */
export interface PluginLookups {
  readonly project: () => Promise<Project>
  readonly findPacker: () => Promise<PackerBinary>
  /** The newest version that is installed and not broken; null when there is none. */
  readonly amazonPlugin: (packer: PackerBinary, broken: readonly string[]) => Promise<string | null>
  /** Its version; undefined when it is not on PATH. */
  readonly sessionManagerPlugin: () => Promise<string | undefined>
}

/** @throws ToolError PLUGIN_MISSING, PLUGIN_UNSUITABLE */
export async function lookAtPlugin({ findPacker, amazonPlugin, project }: PluginLookups): Promise<string> {
  const packer = await findPacker()
  if (capabilitiesOf(packer.version).oldestAmazonPlugin === null) return `part of Packer ${packer.version}`
  // The check of the configuration reports a configuration that cannot be read.
  const images = await project().then(
    ({ images }) => Object.values(images),
    () => [],
  )
  const broken = images.flatMap(({ network }) => brokenAmazonPlugins(network))
  const version = await amazonPlugin(packer, broken)
  if (version !== null) return `amazon ${version}`
  const unsuitable = await amazonPlugin(packer, [])
  if (unsuitable !== null) {
    throw new ToolError('PLUGIN_UNSUITABLE', `amazon ${unsuitable} cannot connect through Session Manager`, {
      why: 'Version 1.7.0 cannot open the connection; 1.8.1 and 1.8.2 cannot create the temporary instance profile of an arm64 image, or in an account without a default VPC.',
      hint: 'The next bake installs another version, which needs network access. With network.instanceProfile, 1.8.1 and 1.8.2 also work.',
    })
  }
  throw new ToolError('PLUGIN_MISSING', 'the Amazon plugin of Packer is not installed', {
    hint: 'The first bake installs it, which needs network access. To install it yourself: packer plugins install github.com/hashicorp/amazon',
  })
}

/** @throws ToolError SESSION_MANAGER_PLUGIN_MISSING, SESSION_MANAGER_PLUGIN_TOO_OLD */
export async function lookAtSessionManager({
  project,
  sessionManagerPlugin,
}: PluginLookups): Promise<string> {
  const users = Object.entries((await project()).images).filter(
    ([, { network }]) => network.ssh === 'session-manager',
  )
  if (users.length === 0) return 'not needed by any image'
  const version = await sessionManagerPlugin()
  if (version !== undefined) return describeSessionManagerPlugin(version)
  throw new ToolError('SESSION_MANAGER_PLUGIN_MISSING', 'session-manager-plugin not found on PATH', {
    why: `Images that use Session Manager (network.ssh): ${users.map(([name]) => name).join(', ')}.`,
    hint: 'Install the AWS Session Manager plugin, or set network.ssh to public or private.',
  })
}

/** The AWS Systems Manager user guide, version history of the Session Manager plugin. */
const firstForwarding = '1.1.26'
const firstSigning = '1.2.764'

/** @throws ToolError SESSION_MANAGER_PLUGIN_TOO_OLD */
function describeSessionManagerPlugin(version: string): string {
  const found = `session-manager-plugin ${version}`
  // Its versions have four numbers, the last of which is 0.
  const compared = semver.coerce(version)
  if (compared === null) return found
  if (semver.gte(compared, firstSigning)) return `${found}; it needs ssmmessages:OpenDataChannel`
  if (semver.gte(compared, firstForwarding)) return found
  throw new ToolError('SESSION_MANAGER_PLUGIN_TOO_OLD', `${found} is too old`, {
    why: `Packer forwards a port through it, which versions before ${firstForwarding}.0 cannot do.`,
    hint: 'Install the newest AWS Session Manager plugin.',
  })
}
