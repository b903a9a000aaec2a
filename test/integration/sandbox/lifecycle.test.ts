import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { canRunSandbox, runSandbox, startSandbox } from '#test/helpers/sandbox.ts'

const patience = { timeout: 60_000 }

describe.skipIf(!canRunSandbox)('starting and ending a sandbox', () => {
  let stateFolder: string
  const cli = (...argv: readonly string[]) => runSandbox(stateFolder, argv)
  const status = async () => JSON.parse(await cli('status', '--json'))

  beforeEach(async () => {
    stateFolder = await mkdtemp(join(tmpdir(), 'sandbox-'))
  })
  afterEach(async () => {
    await cli('reset')
    await rm(stateFolder, { recursive: true, force: true })
  })

  test('two starts at once make one sandbox, a third finds it', async () => {
    const [first, second] = await Promise.all([cli('start', '--json'), cli('start', '--json')])
    expect(JSON.parse(first).pid).toBe(JSON.parse(second).pid)
    expect(JSON.parse(await cli('start', '--json')).pid).toBe(JSON.parse(first).pid)
  })

  test('a start that is ended too early leaves nothing that hinders the next', async () => {
    const program = join(import.meta.dirname, '../../../sandbox/main.ts')
    const first = execa(process.execPath, [program, 'start', '--state-folder', stateFolder], {
      reject: false,
    })
    const left = await vi.waitFor(
      async () => JSON.parse(await readFile(join(stateFolder, 'state.json'), 'utf8')),
      { ...patience, interval: 20 },
    )
    first.kill('SIGKILL')
    await first
    await cli('start')
    expect((await status()).pid).not.toBe(left.pid)
    expect(() => process.kill(left.pid, 0)).toThrow('ESRCH')
  })

  test('what the caller has open, such as a pipe to tee, ends with the caller', async () => {
    const program = join(import.meta.dirname, '../../../sandbox/main.ts')
    // Node.js itself closes the first 16.
    const script = 'exec 63> >(cat; echo ended); "$@" >/dev/null'
    const { stdout } = await execa(
      'bash',
      ['-c', script, 'bash', process.execPath, program, 'start', '--state-folder', stateFolder],
      { timeout: 60_000 },
    )
    expect(stdout).toBe('ended')
    expect((await status()).machines).toEqual([])
  })

  test('status tells what the interface promises, and nothing else', async () => {
    await cli('start')
    expect(await status()).toEqual({
      pid: expect.any(Number),
      endpoint: expect.stringMatching(/^http:\/\/10\.\d+\.\d+\.1$/),
      accountId: expect.stringMatching(/^\d{12}$/),
      region: 'us-east-1',
      stateFolder,
      machines: [],
    })
  })

  test('without a sandbox, status and env say how to start one', async () => {
    for (const command of ['status', 'env']) {
      await expect(cli(command)).rejects.toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('sandbox start'),
      })
    }
  })

  test('env turns a shell to the sandbox and away from any other account', async () => {
    await cli('start')
    const { endpoint } = await status()
    const { stdout } = await execa('bash', ['-c', `${await cli('env')}\nenv`], {
      env: { AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'x' },
    })
    const lines = stdout.split('\n')
    expect(lines).toContain(`AWS_ENDPOINT_URL=${endpoint}`)
    expect(lines).toContain('AWS_CONFIG_FILE=/dev/null')
    expect(lines.find(line => line.startsWith('NO_PROXY='))).toContain(new URL(endpoint).hostname)
    expect(lines.filter(line => /^AWS_(PROFILE|SESSION_TOKEN)=/.test(line))).toEqual([])
  })

  test('stop leaves no process and no interface; the account stays the same', async () => {
    await cli('start')
    const { pid, accountId, endpoint } = await status()
    await cli('stop')
    await expectNothingLeft(pid, endpoint)
    await cli('start')
    expect((await status()).accountId).toBe(accountId)
  })

  test('reset forgets the account', async () => {
    await cli('start')
    const { accountId } = await status()
    await cli('reset')
    await expect(access(stateFolder)).rejects.toThrow()
    await cli('start')
    expect((await status()).accountId).not.toBe(accountId)
  })

  test('kill -9 with a machine running leaves nothing, and the next start works', async () => {
    const sandbox = await startSandbox()
    try {
      const { pid } = JSON.parse(await sandbox.cli('status', '--json'))
      const Name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
      const { Parameter } = await new SSMClient(sandbox.clientOptions).send(new GetParameterCommand({ Name }))
      await new EC2Client(sandbox.clientOptions).send(
        new RunInstancesCommand({
          ImageId: Parameter?.Value,
          MinCount: 1,
          MaxCount: 1,
          BlockDeviceMappings: [{ DeviceName: '/dev/xvdcy', Ebs: { VolumeSize: 1 } }],
        }),
      )
      await vi.waitFor(async () => expect(await sandbox.cli('status')).toMatch(/ running$/m), patience)
      process.kill(pid, 'SIGKILL')
      await expectNothingLeft(pid, sandbox.endpoint)
      await vi.waitFor(async () => {
        const { stdout: loops } = await execa('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE'])
        expect(loops).not.toContain(sandbox.stateFolder)
        expect(await readFile('/proc/mounts', 'utf8')).not.toContain(sandbox.stateFolder)
      }, patience)
      await sandbox.cli('start')
      expect(JSON.parse(await sandbox.cli('status', '--json')).machines).toEqual([])
    } finally {
      await sandbox.remove()
    }
  })

  async function expectNothingLeft(pid: number, endpoint: string): Promise<void> {
    const hostAddress = new URL(endpoint).hostname.replace(/\.1$/, '.254')
    await vi.waitFor(() => {
      expect(() => process.kill(pid, 0)).toThrow('ESRCH')
      const addresses = Object.values(networkInterfaces()).flatMap(list => list ?? [])
      expect(addresses.map(({ address }) => address)).not.toContain(hostAddress)
    }, patience)
  }
})
