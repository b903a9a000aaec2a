import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repository } from '../helpers/bake.ts'
import { descendantsOf, type ProcessFacts } from '../helpers/descendants.ts'
import { createMfaUser, type MfaUser } from '../helpers/mfa-user.ts'
import { projectWithScript, type TestProject } from '../helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '../helpers/sandbox.ts'

/** A session of a role lasts no longer, so that a bake outlives several. */
const sessionSeconds = 12

interface Bake {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Packer and its plugins while the own script ran. */
  readonly packer: readonly ProcessFacts[]
}

describe.skipIf(!canRunSandbox)('a bake by a profile with a role behind MFA', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let user: MfaUser
  let bakes: Readonly<Record<'baked' | 'failed' | 'interrupted', Bake>>
  /** Every secret that was about. */
  const canaries = new Set<string>()

  beforeAll(async () => {
    const script = 'echo "it runs"\nsleep 4\n. /var/tmp/packer-ecs/own/0\nexit "$result"'
    ;[sandbox, project] = await Promise.all([startSandbox(), projectWithScript('prepare', script)])
    user = await createMfaUser(sandbox, project.folder)
    await sandbox.cli('sessions', 'limit', String(sessionSeconds))
    bakes = {
      baked: await bake(0, async packer => endSession(await lentTo(packer))),
      failed: await bake(1, async packer => void (await lentTo(packer))),
      interrupted: await bake(0, async (packer, interrupt) => {
        await lentTo(packer)
        interrupt()
      }),
    }
    for (const secret of [user.secretAccessKey, ...(await keptSecrets())]) canaries.add(secret)
  })

  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })

  /** `result` is the exit status of the own script; `meanwhile` happens while it runs. */
  async function bake(
    result: number,
    meanwhile: (packer: readonly ProcessFacts[], interrupt: () => void) => Promise<void>,
  ): Promise<Bake> {
    await writeFile(join(project.folder, 'result'), `result=${result}\n`)
    await configure()
    const { INIT_CWD: _, ...environment } = user.environment
    const running = execa(
      process.execPath,
      [join(repository, 'src/main.ts'), 'bake', '--force', '--json', '--events', 'events.ndjson'],
      { cwd: project.folder, env: environment, extendEnv: false, stdin: 'ignore', reject: false },
    )
    let packer: readonly ProcessFacts[] = []
    for await (const line of running.iterable({ from: 'stderr' })) {
      if (!line.includes('it runs') || packer.length > 0) continue
      const descendants = await descendantsOf(running.pid ?? 0)
      packer = descendants.filter(({ arguments: [program = ''] }) => program.endsWith('packer'))
      await meanwhile(packer, () => running.kill('SIGINT'))
    }
    const { exitCode = -1, stdout, stderr } = await running
    return { exitCode, stdout, stderr, packer }
  }

  async function configure(): Promise<void> {
    const image = {
      base: 'al2023',
      scripts: [{ path: 'own.sh', after: 'prepare' }],
      files: [{ source: 'result', target: '/etc/result' }],
      // All of it is searched.
      dataVolume: { size: 1 },
    }
    const session = { mfaCommand: user.mfaCommand, allowedAccounts: [sandbox.accountId] }
    await writeFile(
      join(project.folder, 'packer-ecs.yaml'),
      JSON.stringify({ images: { ecs: image }, session }),
    )
  }

  /** What Packer itself is told: the answer's access key, and its secrets for the hunt. */
  async function lentTo([packer]: readonly ProcessFacts[]): Promise<string> {
    const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url = '', AWS_CONTAINER_AUTHORIZATION_TOKEN: token = '' } =
      packer?.environment ?? {}
    const response = await fetch(url, { headers: { authorization: token } })
    const lent = (await response.json()) as Record<'AccessKeyId' | 'SecretAccessKey' | 'Token', string>
    canaries.add(lent.SecretAccessKey)
    canaries.add(lent.Token)
    return lent.AccessKeyId
  }

  async function endSession(accessKeyId: string): Promise<void> {
    await sandbox.cli('sessions', 'end', '--access-key', accessKeyId)
  }

  async function keptSecrets(): Promise<string[]> {
    const folder = join(project.folder, 'cache/packer-ecs/sessions')
    const names = await readdir(folder)
    const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
    return texts.flatMap(text => {
      const { secretAccessKey, sessionToken } = JSON.parse(text)
      return [secretAccessKey, sessionToken]
    })
  }

  test('outlives its sessions, one of them ended by force, with one code', async () => {
    const { exitCode, stdout, stderr } = bakes.baked
    expect(exitCode, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'baked', error: null })
    const calls = await sandbox.calls()
    expect(calls.filter(({ action }) => action === 'GetSessionToken')).toHaveLength(1)
    const builders = calls.filter(({ action, status }) => action === 'DescribeInstances' && status === 200)
    expect(new Set(builders.map(({ accessKeyId }) => accessKeyId)).size).toBeGreaterThan(2)
  })

  test('says in every session what it is for and whose, and limits it to that', async () => {
    const assumed = (await sandbox.calls()).filter(({ action }) => action === 'AssumeRole')
    expect(assumed.length).toBeGreaterThan(2)
    for (const { parameters } of assumed) {
      expect(parameters).toMatchObject({ RoleSessionName: 'packer-ecs-bake-alice' })
      expect(String(parameters.Policy)).toContain('"ec2:RunInstances"')
    }
  })

  test('is never Packer\u2019s [default] profile\u2019s', async () => {
    const strangers = (await sandbox.calls()).filter(({ accessKeyId }) =>
      accessKeyId?.startsWith('AKIAWRONG'),
    )
    expect(strangers).toEqual([])
  })

  describe.each(['baked', 'failed', 'interrupted'] as const)('%s', outcome => {
    test('ends as it should', () => {
      const { stdout, stderr } = bakes[outcome]
      expect(JSON.parse(stdout), stderr).toMatchObject({ outcome, leftovers: [] })
    })

    test('no secret is in an argument, a variable of another process, or the output', () => {
      const { packer, stdout, stderr } = bakes[outcome]
      expect(packer.length).toBeGreaterThan(1)
      const said = JSON.stringify(packer) + stdout + stderr
      expect([...canaries].filter(canary => said.includes(canary))).toEqual([])
    })
  })

  test('no secret is in a file, a log, an event, a tag or the AMI', async () => {
    expect(canaries.size).toBeGreaterThanOrEqual(9)
    const calls = JSON.stringify(await sandbox.calls())
    expect([...canaries].filter(canary => calls.includes(canary))).toEqual([])
    const layers = join(sandbox.stateFolder, 'layers')
    expect(await readdir(layers)).not.toEqual([])
    // Where a secret may be: the person's own file, and the session kept for the next command.
    const own = ['--exclude-dir=.aws', '--exclude-dir=sessions']
    expect(await filesWith(canaries, own, [project.folder, layers])).toEqual([])
  })

  test('the hunt finds what is there', async () => {
    expect(await filesWith(canaries, [], [project.folder])).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/\.aws\/credentials$/),
        expect.stringMatching(/sessions\/\w+\.json$/),
      ]),
    )
  })
})

async function filesWith(
  texts: Iterable<string>,
  options: readonly string[],
  folders: readonly string[],
): Promise<string[]> {
  const { stdout } = await execa('grep', ['-rlaF', '-f', '-', ...options, ...folders], {
    input: [...texts].join('\n'),
    reject: false,
  })
  return stdout.split('\n').filter(Boolean)
}
