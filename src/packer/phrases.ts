import type { BuildStage, ResourceCreated } from './progress.ts'

/**
 * The messages of Packer 1.6 to 1.16: the `ui.Say` calls of the Amazon builder's steps and of the shell and file
 * provisioners. Unknown messages are ignored.
 */
const stages: readonly (readonly [RegExp, BuildStage])[] = [
  [/^Prevalidating /, 'prevalidate'],
  [/^Creating temporary (keypair|security group|instance profile)/, 'launch'],
  [/^Launching a (source|spot) AWS instance/, 'launch'],
  [/^Waiting for instance \(.*\) to become ready/, 'boot'],
  [/^(Using SSH communicator to connect|Waiting for SSH to become available)/i, 'ssh'],
  [/^Connected to SSH!/, 'provision'],
  [/^Stopping the source instance/, 'stop'],
  [/^Creating AMI .* from instance /, 'image'],
  [/^Copying\/Encrypting AMI /, 'copy'],
  [/^(Modifying attributes on|Adding tags to) AMI /, 'tag'],
  [/^(Terminating the source AWS instance|Provisioning step had errors)/, 'cleanup'],
  [/^Builds finished\. The artifacts/, 'done'],
]

const resources: readonly (readonly [RegExp, ResourceCreated['kind']])[] = [
  [/^Instance ID: (i-[0-9a-f]+)$/, 'instance'],
  [/^AMI: (ami-[0-9a-f]+)$/, 'image'],
  [/^Creating temporary keypair: (\S+)$/, 'key-pair'],
  [/^Creating temporary security group for this instance: (\S+)$/, 'security-group'],
  [/^Creating temporary instance profile for this instance: (\S+)$/, 'instance-profile'],
]

export function stageOf(text: string): BuildStage | undefined {
  return stages.find(([phrase]) => phrase.test(text))?.[1]
}

export function resourceOf(text: string): ResourceCreated | undefined {
  for (const [phrase, kind] of resources) {
    const id = phrase.exec(text)?.[1]
    if (id !== undefined) return { type: 'resource', kind, id }
  }
  return undefined
}

export function scriptOf(text: string): string | undefined {
  return /^Provisioning with shell script: (.+)$/.exec(text)?.[1]
}

/** The arrow distinguishes the file provisioner from a package manager's "Downloading Packages". */
export function saysTransfer(text: string): boolean {
  return /^(Uploading|Downloading) .+ => .+$/.test(text)
}

export function saysInterrupted(text: string): boolean {
  return /^(Cleanly cancelled builds after being interrupted|Cancelling build after receiving)/.test(text)
}

export function exitStatusOf(message: string): number | null {
  const status = /Script exited with non-zero exit status: (\d+)/.exec(message)?.[1]
  return status === undefined ? null : Number(status)
}
