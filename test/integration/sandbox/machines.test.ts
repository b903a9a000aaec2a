import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sandboxCgroups } from '#sandbox/machines/cgroup.ts'
import { spawnInNamespaces } from '#sandbox/machines/namespaces.ts'
import { sandboxName, subnetOf } from '#sandbox/machines/subnet.ts'
import { baseTree } from '#test/helpers/base-tree.ts'
import { type MachineCall, type MachineHostSettings, machineHostPort } from '#test/helpers/machine-host.ts'

const patience = { timeout: 120_000, interval: 100 }
const isRoot = process.platform === 'linux' && process.getuid?.() === 0

describe.runIf(isRoot)('machines of the sandbox', () => {
  let stateFolder: string
  let hostPid: number
  const addresses = new Map<string, string>()

  beforeAll(async () => {
    stateFolder = await mkdtemp(join(tmpdir(), 'machines-'))
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(stateFolder, 'key')])
    const settings: MachineHostSettings = {
      stateFolder,
      baseDirectories: await baseTree(),
      publicKey: await readFile(join(stateFolder, 'key.pub'), 'utf8'),
    }
    const log = await open(join(stateFolder, 'host.log'), 'a')
    const program = join(import.meta.dirname, '../../helpers/machine-host.ts')
    hostPid = await spawnInNamespaces({
      command: [process.execPath, program, JSON.stringify(settings)],
      environment: process.env,
      stateFolder,
      log: log.fd,
    })
    await log.close()
    // Not by calling it: until its network is there, calls go wherever the host's default route leads.
    const readLog = () => readFile(join(stateFolder, 'host.log'), 'utf8')
    await vi.waitFor(async () => expect(await readLog()).toContain('ready'), patience)
  })

  afterAll(async () => {
    if (isAlive(hostPid)) process.kill(hostPid, 'SIGKILL')
    await rm(stateFolder, { recursive: true, force: true })
  })

  test('a machine runs its user data and lets in who has the key of its metadata', async () => {
    const userData = '#!/bin/sh\necho from user data >/root/user-data\n'
    await boot({ instanceId: 'i-1', imageId: 'ami-base', userData })
    expect(await ssh('i-1', 'whoami')).toBe('ec2-user')
    await ssh('i-1', 'sudo cloud-init status --wait')
    expect(await ssh('i-1', 'sudo cat /root/user-data')).toBe('from user data')
  })

  test('metadata is refused without a token, and given with one', async () => {
    const url = 'http://169.254.169.254/latest'
    expect(await ssh('i-1', `curl -so /dev/null -w '%{http_code}' ${url}/meta-data/instance-id`)).toBe('401')
    const token = `$(curl -sX PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' ${url}/api/token)`
    const withToken = `curl -s -H "X-aws-ec2-metadata-token: ${token}" ${url}/meta-data/instance-id`
    expect(await ssh('i-1', withToken)).toBe('i-1')
  })

  test('a machine finds the API by name, and has no way out', async () => {
    const address = subnetOf(stateFolder).bridgeAddress
    expect(await ssh('i-1', 'getent hosts aws.sandbox')).toMatch(new RegExp(`^${address} `))
    expect(await ssh('i-1', 'timeout 1 bash -c "</dev/tcp/192.0.2.1/80" 2>&1 || echo none')).toContain('none')
  })

  test('a machine forwards packets to its containers, and sees programs that the host adds later', async () => {
    expect(await ssh('i-1', 'cat /proc/sys/net/ipv4/ip_forward')).toBe('1')
    await writeFile(join(stateFolder, 'containers/program'), 'added')
    expect(await ssh('i-1', 'cat /opt/sandbox/containers/program')).toBe('added')
    expect(await ssh('i-1', 'sudo touch /opt/sandbox/containers/mine 2>&1 || true')).toContain('Read-only')
  })

  test('the data volume can be formatted under the name of the block device mapping', async () => {
    await ssh(
      'i-1',
      'sudo mkfs.xfs -q -L docker /dev/xvdcy && sudo mkdir /data && sudo mount LABEL=docker /data',
    )
    await ssh(
      'i-1',
      'echo volume | sudo tee /data/kept && echo root | sudo tee /etc/kept && sudo rm /etc/issue',
    )
    expect(await ssh('i-1', 'findmnt -no FSTYPE /data')).toBe('xfs')
  })

  test('a restart boots again and keeps the address', async () => {
    const bootId = () => ssh('i-1', 'cat /proc/sys/kernel/random/boot_id')
    const before = await bootId()
    await call({ action: 'reboot', instanceId: 'i-1' })
    await expect.poll(() => bootId().catch(() => before), patience).not.toBe(before)
    expect(await ssh('i-1', 'cat /etc/kept')).toBe('root')
  })

  test('a machine that was stopped starts again with what was written', async () => {
    const started = performance.now()
    expect(await call({ action: 'stop', instanceId: 'i-1' })).toBe('stopped')
    // By then it would be switched off instead (sandbox/machines/machine.ts).
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(await call({ action: 'start', instanceId: 'i-1' })).toBe('running')
    expect(await ssh('i-1', 'cat /etc/kept')).toBe('root')
  })

  test('only a stopped machine can be saved', async () => {
    await expect(call({ action: 'save', instanceId: 'i-1', imageId: 'ami-1' })).rejects.toThrow(
      'i-1 is running',
    )
  })

  test('two machines boot the saved image at once, each with its own copy of the volume, grown', async () => {
    await call({ action: 'stop', instanceId: 'i-1' })
    await call({ action: 'save', instanceId: 'i-1', imageId: 'ami-1' })
    await Promise.all(['i-2', 'i-3'].map(instanceId => boot({ instanceId, imageId: 'ami-1', sizeGiB: 2 })))
    for (const instanceId of ['i-2', 'i-3']) {
      await ssh(instanceId, 'sudo mount LABEL=docker /data && sudo xfs_growfs -d /data')
      expect(await ssh(instanceId, 'cat /data/kept /etc/kept; ls /etc/issue 2>&1')).toMatch(
        /^volume\nroot\nls: /,
      )
      expect(Number(await ssh(instanceId, 'findmnt -bno SIZE /data'))).toBeGreaterThan(1.9 * 1024 ** 3)
    }
  })

  test('a machine keeps running on a layer whose image was removed', async () => {
    await call({ action: 'remove', instanceId: 'i-2', imageId: 'ami-1' })
    expect(await ssh('i-2', 'cat /etc/kept')).toBe('root')
    for (const instanceId of ['i-1', 'i-2', 'i-3']) await call({ action: 'terminate', instanceId })
    expect(await readdir(join(stateFolder, 'machines'))).toEqual([])
  })

  test('what a machine writes to its console can be read, also after it was stopped', async () => {
    await boot({ instanceId: 'i-4', imageId: 'ami-base' })
    await ssh('i-4', 'echo to the console | sudo tee /dev/console')
    await call({ action: 'stop', instanceId: 'i-4' })
    expect(await call({ action: 'console', instanceId: 'i-4' })).toContain('to the console')
  })

  test('kill -9 leaves no process, mount, interface, loop device or control group', async () => {
    await boot({ instanceId: 'i-5', imageId: 'ami-base' })
    await ssh('i-5', 'sudo mkfs.xfs -q /dev/xvdcy && sudo mount /dev/xvdcy /mnt')
    expect(await leftovers(stateFolder)).not.toEqual([])
    process.kill(hostPid, 'SIGKILL')
    await expect.poll(() => leftovers(stateFolder), patience).toEqual([])
  })

  function hostUrl(): string {
    return `http://${subnetOf(stateFolder).bridgeAddress}:${machineHostPort}`
  }

  async function boot(options: Omit<MachineCall, 'action'>): Promise<void> {
    addresses.set(options.instanceId, await call({ action: 'boot', ...options }))
  }

  async function call(options: Omit<MachineCall, 'imageId'> & Partial<MachineCall>): Promise<string> {
    const body = JSON.stringify({ imageId: '', ...options })
    const response = await fetch(hostUrl(), { method: 'POST', body })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }

  /** As a person's ssh: tries until the machine answers. */
  async function ssh(instanceId: string, command: string): Promise<string> {
    const options = [
      'ConnectTimeout=1',
      'StrictHostKeyChecking=no',
      'UserKnownHostsFile=/dev/null',
      'LogLevel=ERROR',
    ]
    const login = ['-i', join(stateFolder, 'key'), ...options.flatMap(option => ['-o', option])]
    const { stdout } = await vi.waitFor(async () => {
      const target = `ec2-user@${addresses.get(instanceId)}`
      const result = await execa('ssh', [...login, target, command], { reject: false })
      if (result.exitCode === 255) throw new Error(result.stderr)
      return result
    }, patience)
    return stdout
  }
})

/** What the host still has of a sandbox. */
async function leftovers(stateFolder: string): Promise<readonly string[]> {
  const { stdout: processes } = await execa('ps', ['-eo', 'args'])
  const { stdout: interfaces } = await execa('ip', ['-br', 'link'])
  const { stdout: loopDevices } = await execa('losetup', ['--all'])
  const groups = await Promise.all(
    (await sandboxCgroups(stateFolder)).map(group => readdir(group).catch(() => [])),
  )
  return [
    ...[processes, loopDevices, await readFile('/proc/self/mounts', 'utf8')]
      .flatMap(text => text.split('\n'))
      .filter(line => line.includes(stateFolder)),
    ...interfaces.split('\n').filter(line => line.includes(sandboxName(stateFolder))),
    ...groups.flat(),
  ]
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
