import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProcessFacts } from '#test/helpers/descendants.ts'
import { filesWith, type HeldBake, heldBake, lentTo } from '#test/helpers/held-bake.ts'
import { heldScript, letScriptGo } from '#test/helpers/held-script.ts'
import { createMfaUser, type MfaUser } from '#test/helpers/mfa-user.ts'
import { projectWithScript, type TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

/** A session of a role lasts no longer, so that a bake outlives several. */
const sessionSeconds = 12

describe.skipIf(!canRunSandbox)('a bake by a profile with a role behind MFA', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let user: MfaUser
  let bakes: Readonly<Record<'baked' | 'failed' | 'interrupted', HeldBake>>
  /** Every secret that was about. */
  const canaries = new Set<string>()

  beforeAll(async () => {
    const script = `${heldScript}\n. /var/tmp/packer-ecs/own/0\nexit "$result"`
    ;[sandbox, project] = await Promise.all([startSandbox(), projectWithScript('prepare', script)])
    user = await createMfaUser(sandbox, project.folder)
    await sandbox.cli('sessions', 'limit', String(sessionSeconds))
    bakes = {
      baked: await bake(0, async packer => {
        await endSession(await keyLentTo(packer))
        await letScriptGo(sandbox)
      }),
      failed: await bake(1, async packer => {
        await keyLentTo(packer)
        await letScriptGo(sandbox)
      }),
      interrupted: await bake(0, async (packer, interrupt) => {
        await keyLentTo(packer)
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
  async function bake(result: number, meanwhile: Parameters<typeof heldBake>[2]): Promise<HeldBake> {
    await writeFile(join(project.folder, 'result'), `result=${result}\n`)
    await configure()
    return heldBake(project, user.environment, meanwhile)
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

  /** The access key that Packer itself is told. */
  async function keyLentTo(packer: readonly ProcessFacts[]): Promise<string> {
    const { accessKeyId, secrets } = await lentTo(packer)
    for (const secret of secrets) canaries.add(secret)
    return accessKeyId
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
      expect(stdout, stderr).not.toBe('')
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
