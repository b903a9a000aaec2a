import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startIn } from '#test/helpers/bake.ts'
import { createMfaUser, type MfaUser } from '#test/helpers/mfa-user.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { ctrlC, onTerminal } from '#test/helpers/terminal.ts'

const program = join(import.meta.dirname, '../../src/main.ts')

describe.skipIf(!canRunSandbox)('a profile with a role behind MFA', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let user: MfaUser

  beforeAll(async () => {
    ;[sandbox, project] = await Promise.all([startSandbox(), makeProject()])
    user = await createMfaUser(sandbox, project.folder)
  })
  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })
  beforeEach(() => configure({ mfaCommand: user.mfaCommand }))

  async function configure(session: object): Promise<void> {
    const text = JSON.stringify({ images: { ecs: { base: 'al2023' } }, session })
    await writeFile(join(project.folder, 'packer-ecs.yaml'), text)
  }

  function tool(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    return startIn(project, { ...user.environment, ...environment }, argv)
  }

  async function callsOf(action: string): Promise<number> {
    return (await sandbox.calls()).filter(call => call.action === action).length
  }

  const sessions = () => join(project.folder, 'cache/packer-ecs/sessions')

  test('without a terminal and without a command nothing is asked of AWS', async () => {
    await configure({})
    const { exitCode, stderr } = await tool(['images'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`MFA_NEEDED  the profile requires a code of the MFA device ${user.serial}`)
    expect(await callsOf('GetSessionToken')).toBe(0)
  })

  test('a wrong code is told as that', async () => {
    await configure({ mfaCommand: ['echo', '000000'] })
    const { exitCode, stderr } = await tool(['whoami'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('MFA_WRONG')
    expect(stderr).toContain(user.serial)
  })

  test.each([
    ['prints something else', ['echo', 'touch the key'], 'its first line is not a six-digit code'],
    ['fails', ['false'], 'exit code 1'],
    ['is not there', ['no-such-program'], 'no-such-program'],
  ])('a command that %s is told as that', async (_, mfaCommand, problem) => {
    await configure({ mfaCommand })
    const { stderr } = await tool(['whoami'])
    expect(stderr).toContain('MFA_COMMAND_FAILED')
    expect(stderr).toContain(problem)
  })

  test('one code holds for many commands; whoami says who, in which role, until when', async () => {
    const first = await tool(['whoami', '--json'])
    expect(first.stderr).toBe('')
    const before = await callsOf('GetSessionToken')
    const second = await tool(['whoami', '--json'])
    expect(await callsOf('GetSessionToken')).toBe(before)
    const who = JSON.parse(second.stdout)
    expect(who).toEqual({
      schemaVersion: 1,
      accountId: sandbox.accountId,
      arn: `arn:aws:sts::${sandbox.accountId}:assumed-role/images/packer-ecs-whoami-alice`,
      role: user.roleArn,
      region: 'us-east-1',
      until: expect.any(String),
      mfa: { serial: user.serial, until: expect.any(String) },
    })
    const hours = (text: string) => (new Date(text).getTime() - Date.now()) / 3_600_000
    expect(hours(who.until)).toBeGreaterThan(0.9)
    expect(hours(who.until)).toBeLessThanOrEqual(1)
    expect(hours(who.mfa.until)).toBeGreaterThan(35)
    expect((await tool(['whoami'])).stdout).toMatch(
      /^MFA +arn:.*, no code needed until .* UTC \(in 3[56] h\)$/m,
    )
  })

  test('at a terminal the code is typed without echo, and a wrong one asked for again', async () => {
    await configure({})
    await tool(['session', 'clear'])
    const { environment } = user
    const code = await sandbox.cli('mfa-code', user.serial)
    const wrong = code === '135790' ? '135791' : '135790'
    const answers = [wrong, code]
    const command = `"${process.execPath}" "${program}" whoami`
    const terminal = execa('script', ['-qefc', command, '/dev/null'], {
      cwd: project.folder,
      env: { ...environment, CI: undefined, TERM: 'xterm' },
      extendEnv: false,
      reject: false,
    })
    let said = ''
    terminal.stdout.on('data', (chunk: Buffer) => {
      said += chunk
      // A question that is answered is drawn once more, with a tick.
      const shown = stripVTControlCharacters(said)
      const asked = shown.lastIndexOf('? Code') > shown.lastIndexOf('\u2714 Code')
      const answer =
        shown.split('\u2714 Code').length === 3 - answers.length && asked ? answers.shift() : undefined
      if (answer !== undefined) terminal.stdin.write(`${answer}\r`)
    })
    await terminal
    expect(said).toContain(`assumed-role/images/packer-ecs-whoami-alice`)
    expect(said).not.toContain(wrong)
    expect(said).not.toContain(code)
  })

  test('Ctrl-C at the question for the code is an interruption', async () => {
    await configure({})
    await tool(['session', 'clear'])
    const { environment } = user
    const request = { program, argv: ['bake', '--json'], folder: project.folder, environment }
    const { exitCode, shown } = await onTerminal(request, [['Code', ctrlC]])
    expect(exitCode, shown).toBe(130)
    expect(shown).toContain('INTERRUPTED  interrupted at the question')
    expect(shown).toContain('"outcome":"interrupted"')
    expect(shown).not.toMatch(/^\s+at /m)
  })

  test('the session is kept readable by its owner alone; others\u2019 are not trusted', async () => {
    await tool(['whoami'])
    const [name = ''] = await readdir(sessions())
    const file = join(sessions(), name)
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
    expect(((await stat(sessions())).mode & 0o777).toString(8)).toBe('700')
    expect(await readFile(file, 'utf8')).not.toContain(user.secretAccessKey)
  })

  test('a kept session that AWS ended is got anew', async () => {
    await tool(['whoami'])
    await sandbox.cli('sessions', 'end')
    const before = await callsOf('GetSessionToken')
    const { exitCode, stderr } = await tool(['whoami'])
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    expect(await callsOf('GetSessionToken')).toBe(before + 1)
  })

  test('session clear forgets it', async () => {
    await tool(['whoami'])
    expect((await tool(['session', 'clear', '--json'])).stdout).toBe('{"schemaVersion":1,"cleared":1}')
    expect(await readdir(sessions())).toEqual([])
    await configure({})
    expect((await tool(['whoami'])).stderr).toContain('MFA_NEEDED')
  })

  test('a role that wants another external id is denied', async () => {
    await configure({ mfaCommand: user.mfaCommand, role: user.roleArn, externalId: 'another' })
    const { exitCode, stderr } = await tool(['whoami'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`ROLE_DENIED  cannot assume the role ${user.roleArn}`)
  })

  test('another account than the allowed ones is refused before a bake begins', async () => {
    await configure({ mfaCommand: user.mfaCommand, allowedAccounts: ['000000000001'] })
    const before = (await sandbox.calls()).length
    const { exitCode, stdout, stderr } = await tool(['bake', '--json'])
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', error: { code: 'ACCOUNT_NOT_ALLOWED' } })
    expect(stderr).toContain(`ACCOUNT_NOT_ALLOWED  account ${sandbox.accountId}`)
    const services = (await sandbox.calls()).slice(before).map(({ service }) => service)
    expect(new Set(services)).toEqual(new Set(['sts']))
  })

  test('more than an hour from a role\u2019s role is a configuration error', async () => {
    const other = `arn:aws:iam::${sandbox.accountId}:role/second`
    await configure({ mfaCommand: user.mfaCommand, role: other, durationSeconds: 7200 })
    const before = (await sandbox.calls()).length
    const { exitCode, stderr } = await tool(['whoami'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('CHAINED_ROLE_DURATION  the session duration for the role')
    expect((await sandbox.calls()).length).toBe(before)
  })

  test('an unknown profile names those that there are', async () => {
    const { exitCode, stderr } = await tool(['whoami', '--profile', 'biuld'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('PROFILE_UNKNOWN  AWS profile "biuld" not found')
    expect(stderr).toContain('Available profiles: alice, build, default.')
  })

  test('a key that nobody knows is refused as that', async () => {
    const { exitCode, stderr } = await tool(['whoami', '--profile', 'default'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('CREDENTIALS_REFUSED')
  })
})
