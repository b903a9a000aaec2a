import { basename } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'
import type { BuildFailure } from '../packer/progress.ts'

/** What the hints name. */
export interface FailedImage {
  readonly image: string
  readonly packages: readonly string[]
  /** Paths of the project's scripts. */
  readonly ownScripts: readonly string[]
}

/** SCRIPT_FAILED with what the script did and what helps. */
export function scriptFailed(failure: BuildFailure, script: string, of: FailedImage): ToolError {
  const ours = of.ownScripts.includes(script) ? null : script
  const missing = ours === packagesScript ? missingPackages(failure.lastLines, of) : []
  const { how, hint } =
    missing.length > 0 ? packageFault(failure, missing, of) : faultOf(failure, remedyOf(ours, of), of)
  return new ToolError('SCRIPT_FAILED', `${basename(script)} ${how}`, {
    details: failure.lastLines,
    why: 'Its last lines are shown above; packer.log in the run folder has the whole output.',
    hint,
  })
}

interface Fault {
  readonly how: string
  readonly hint: string
}

/** What to correct when a script of the recipe fails: the settings that it applies. */
const settingsOf: Readonly<Record<string, readonly string[]>> = {
  'scripts/storage.sh': ['dataVolume', 'volumes'],
  'scripts/docker.sh': ['docker'],
  'scripts/container-images.sh': ['containerImages'],
  'scripts/awslogs.sh': ['metrics', 'logs.files'],
  'scripts/files.sh': ['files'],
}

function remedyOf(script: string | null, { image }: FailedImage): string {
  const keys = script === null ? undefined : settingsOf[script]
  const what = keys?.map(key => `images.${image}.${key}`).join(' or ') ?? 'the script'
  return `Correct ${what} and bake again. --keep-on-failure leaves the instance running for inspection.`
}

function faultOf(
  { exitStatus, fault, message }: BuildFailure,
  correctIt: string,
  { image }: FailedImage,
): Fault {
  const reboot = `If the script restarts the instance, remove that and add an item "reboot: true" after it in images.${image}.scripts.`
  if (fault === 'background') {
    return {
      how: 'ended, but left a process running that keeps its output open',
      hint: 'Redirect the output of the process, e.g. to a file, or end the process. It does not run in instances of the AMI; install a systemd unit for that.',
    }
  }
  if (fault === 'hidden') {
    return {
      how: 'deletes /var/tmp/packer-ecs, which has the scripts of the bake, or mounts a file system over it',
      hint: 'To mount /var/tmp in instances of the AMI, add the line to /etc/fstab, and do not mount it during the bake.',
    }
  }
  if (fault === 'reboot') return { how: 'restarts or shuts down the build instance', hint: reboot }
  if (exitStatus === null && /disconnect/i.test(message))
    return { how: 'lost its connection to the build instance', hint: reboot }
  if (exitStatus === null) return { how: message.split('\n')[0] ?? '', hint: correctIt }
  const noexec = 'A program that it starts may be in a folder that is mounted noexec. '
  return {
    how: `ended with exit status ${exitStatus}`,
    hint: exitStatus === 126 ? `${noexec}${correctIt}` : correctIt,
  }
}

const packagesScript = 'scripts/packages.sh'

/** Packages of the configuration that dnf does not find. */
function missingPackages(lines: readonly string[], { packages }: FailedImage): readonly string[] {
  const names = lines.flatMap(line => {
    const [, found = ''] = /(?:No match for argument|Unable to find a match): (.+)$/.exec(line) ?? []
    return found.split(' ')
  })
  return packages.filter(name => names.includes(name))
}

function packageFault(
  { exitStatus }: BuildFailure,
  missing: readonly string[],
  { image, packages }: FailedImage,
): Fault {
  const keys = missing.map(name => `images.${image}.packages[${packages.indexOf(name)}] (${name})`)
  const notes = missing.flatMap(name => (Object.hasOwn(replacements, name) ? ` ${replacements[name]}` : []))
  return {
    how: `ended with exit status ${exitStatus}: the repositories do not have ${missing.join(', ')}`,
    hint: `Correct or remove ${keys.join(', ')}.${notes.join('')}`,
  }
}

/** Packages of the ECS-optimized Amazon Linux 2 AMI that Amazon Linux 2023 does not have. */
const replacements: Readonly<Record<string, string>> = {
  awslogs:
    'Amazon Linux 2023 replaced awslogs with the CloudWatch agent, which every image of packer-ecs has; see "logs" in docs/configuration.md.',
  ntp: 'Amazon Linux 2023 has chrony, which every image of packer-ecs enables.',
  epel: 'Amazon Linux 2023 does not support EPEL.',
  'epel-release': 'Amazon Linux 2023 does not support EPEL.',
  python: 'Amazon Linux 2023 has python3.',
}
