import { glob, readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { hidesRecipePath, recipePaths, reservationOf } from '#src/config/recipe-paths.ts'

describe('a target of an own file', () => {
  test.each([
    '/etc/ecs/ecs.config',
    '/etc/systemd/system/packer-ecs-first-run.service',
    '/usr/libexec/packer-ecs/lib/extra.sh',
    '/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/app.json',
    '/var/lib/ecs/data/agent.db',
    '/var/log/journal/x',
    '/var/lib/cloud/data/status.json',
    '/root/.ssh/authorized_keys',
    '/home/deploy/.ssh/authorized_keys',
    '/etc/ssh/ssh_host_rsa_key',
    '/etc/hostname',
    '/var/tmp/app.tar',
    '/var/run/app.pid',
  ])('%s is reserved, and the hint says what to do', path => {
    expect(reservationOf(path)).toMatchObject({
      because: expect.any(String),
      hint: expect.stringMatching(/\.$/),
    })
  })

  test.each([
    '/var/lib/cloud/scripts/per-boot/mount.sh',
    '/root/.ssh/known_hosts',
    '/home/deploy/.ssh/config',
    '/var/log/app/.keep',
    '/etc/ssh/sshd_config.d/50-own.conf',
    '/etc/systemd/system/docker.service.d/60-own.conf',
    '/etc/cloud/cloud.cfg.d/50-own.cfg',
    '/tmpfiles/x',
  ])('%s is not reserved', path => {
    expect(reservationOf(path)).toBeUndefined()
  })
})

test('a mount point may not hide paths of the recipe, nor be in a folder that clean-up empties', () => {
  expect(['/home/ec2-user', '/opt/aws', '/var/log/journal'].filter(hidesRecipePath)).toHaveLength(3)
  expect(['/data', '/var/log/app', '/srv/docker'].filter(hidesRecipePath)).toEqual([])
})

/** Absolute paths that the scripts only read or run, or that are not paths of the AMI. */
const readOnly = [
  /^\/(?:usr\/)?(?:s?bin|bin|sbin)(?:\/|$)/,
  /^\/dev\//,
  /^\/proc\//,
  /^\/run\/systemd\/shutdown\/scheduled$/,
  /^\/etc\/(?:os-release|cloud\/cloud\.cfg)$/,
  /^\/etc\/cloud\/cloud\.cfg\.d\/\*\.cfg$/,
  /^\/opt\/aws\/bin\/cfn-signal$/,
  /^\/opt\/aws\/amazon-cloudwatch-agent\/bin\//,
  // Folders of which only the listed files are the recipe's.
  /^\/(?:root|home\/\*|etc\/ssh|etc\/systemd\/system|opt\/aws\/amazon-cloudwatch-agent)\/?$/,
  // A pattern of awk, and the prefix of log groups.
  /^\/(?:nofail\/|stack\/ec2\/group)$/,
  // Docker's own, on the data volume.
  /^\/var\/lib\/docker(?:\/volumes)?$/,
]

test('every path that a script of the recipe names is in the list', async () => {
  const strangers: string[] = []
  for await (const file of glob([
    'scripts/*.sh',
    'files/bake/*.sh',
    'files/libexec/**/*',
    'files/{rsyslog,systemd}/*',
  ])) {
    const text = await readFile(file, 'utf8').catch(() => '')
    for (const path of pathsIn(text)) {
      if (!isListed(path) && !readOnly.some(pattern => pattern.test(path))) strangers.push(`${file}: ${path}`)
    }
  }
  expect(strangers).toEqual([])
})

/** With the variables that hold a path replaced by it; comments are left out. */
function pathsIn(text: string): string[] {
  const values = {
    libexec: '/usr/libexec/packer-ecs',
    payload: '/var/tmp/packer-ecs',
    units: '/etc/systemd/system',
    cloudwatch: '/opt/aws/amazon-cloudwatch-agent',
    ...Object.fromEntries(
      [...text.matchAll(/^(?:readonly |local )?(\w+)=(\/[\w./-]+)$/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    ),
  }
  const code = text
    .replaceAll(/(?:^|\s)# .*$/gm, '')
    .replaceAll('${ROOT:-}', '')
    .replaceAll(/"(\$\w+)"/g, '$1')
    .replaceAll(/\$\{?(\w+)\}?/g, (found, name: string) =>
      Object.hasOwn(values, name) ? String(values[name as keyof typeof values]) : found,
    )
  const found = code.matchAll(/(?<=^|[\s"'=(>|])\/[\w.@*-]+(?:\/[\w.@*-]+)*\/?/gm)
  return [...found].map(([path]) => path).filter(path => path.split('/').length > 2)
}

function isListed(path: string): boolean {
  const isInFolder = (one: string) => one.endsWith('/') && `${path}/`.startsWith(one)
  return reservationOf(path) !== undefined || recipePaths.some(({ paths }) => paths.some(isInFolder))
}
