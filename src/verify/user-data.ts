import { gzipSync } from 'node:zlib'
import { ToolError } from '../errors/tool-error.ts'
import { ownSeconds } from './own-checks.ts'

/** What the instance of a verification gets. */
export interface InstanceFiles {
  /** Text of cfn/verify/instance.sh. */
  readonly program: string
  /** Own check scripts: text by name. */
  readonly own: Readonly<Record<string, string>>
}

export interface JoinSettings {
  readonly cluster: string
  readonly stackName: string
  readonly region: string
  readonly runId: string
  /** Further lines. */
  readonly proxy: Readonly<Record<string, string>>
}

/** Seconds in which the first run has to join the cluster; the AMI may have set fewer. */
export const joinSeconds = 240

/** EC2's limit, in bytes. */
const mostBytes = 16_384

/**
 * Starts the first run, and after it the checks from inside, now and at every boot.
 *
 * @throws ToolError CHECKS_TOO_LARGE
 */
export function userData({ program, own }: InstanceFiles, settings: JoinSettings): Buffer {
  const files = [
    { name: 'instance.sh', text: program },
    ...Object.entries(own).map(([name, text]) => ({ name: `own/${name}`, text })),
  ]
  const archive = gzipSync(files.map(unpack).join('\n'), { level: 9 }).toString('base64')
  const further = Object.entries(settings.proxy)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
  const text = `#!/bin/bash
set -eu
cat >/etc/packer-ecs/instance.env <<'SETTINGS'
ECS_CLUSTER=${settings.cluster}
STACK_NAME=${settings.stackName}
AUTOSCALING_GROUP=AutoScalingGroup
AWS_DEFAULT_REGION=${settings.region}
ECS_IMAGE_PULL_BEHAVIOR=prefer-cached
${further}SETTINGS
printf 'FIRST_RUN_TIMEOUT=%s\\n' "$(jq '[.firstRun.timeoutSeconds // ${joinSeconds}, ${joinSeconds}] | min' /etc/packer-ecs/defaults.json)" >>/etc/packer-ecs/instance.env
systemctl start --no-block packer-ecs-first-run.service
mkdir --parents ${folder}/own
base64 --decode <<'CHECKS' | gunzip | bash
${archive}
CHECKS
cat >/etc/systemd/system/packer-ecs-verify.service <<'UNIT'
[Unit]
Description=Check this instance for packer-ecs verify
After=packer-ecs-first-run.service docker.service

[Service]
Type=oneshot
ExecStart=${folder}/instance.sh ${settings.runId} ${ownSeconds(Object.keys(own).length)}

[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable --quiet packer-ecs-verify.service
systemctl start --no-block packer-ecs-verify.service
`
  const data = Buffer.from(text)
  if (data.length > mostBytes) throw tooLarge(data.length)
  return data
}

const folder = '/var/lib/packer-ecs-verify'

/** A command that writes a file. Its text may have any line, so it is encoded. */
function unpack({ name, text }: { readonly name: string; readonly text: string }): string {
  const encoded = Buffer.from(text).toString('base64')
  return `base64 --decode <<<'${encoded}' >'${folder}/${name}'; chmod 755 '${folder}/${name}'`
}

function tooLarge(bytes: number): ToolError {
  return new ToolError('CHECKS_TOO_LARGE', `the check scripts are too large: ${bytes} bytes of user data`, {
    why: `The instance gets them in its user data, which EC2 limits to ${mostBytes} bytes; they are compressed.`,
    hint: 'Make the check scripts shorter, or put what they need into the image.',
    exitStatus: 2,
  })
}
