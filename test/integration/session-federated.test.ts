import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startIn } from '#test/helpers/bake.ts'
import { createFederation, type Federation } from '#test/helpers/federation.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { pythonTool } from '#test/helpers/python-tools.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

describe.skipIf(!canRunSandbox)('an identity that is not the account\u2019s own', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let federation: Federation

  beforeAll(async () => {
    ;[sandbox, project] = await Promise.all([startSandbox(), makeProject()])
    federation = await createFederation(sandbox, project.folder)
  })
  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })
  beforeEach(async () => {
    await Promise.all([federation.writeToken(), federation.signIn()])
  })

  function tool(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    return startIn(project, { ...federation.environment, ...environment }, argv)
  }

  async function who(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const { stdout, stderr } = await tool(['whoami', '--json', ...argv], environment)
    expect(stderr).toBe('')
    return JSON.parse(stdout)
  }

  const inTheEnvironment = () => ({
    AWS_WEB_IDENTITY_TOKEN_FILE: federation.tokenFile,
    AWS_ROLE_ARN: federation.ciRole,
  })
  const assumed = (session: string) => `arn:aws:sts::${sandbox.accountId}:assumed-role/${session}`

  describe('a web identity', () => {
    const session = 'ci/packer-ecs-whoami-repo-acme-images-ref-refs-heads-main'

    test('of a profile or of the environment takes its role, in the name of the token\u2019s subject', async () => {
      const mine = { arn: assumed(session), role: federation.ciRole }
      expect(await who(['--profile', 'ci'])).toMatchObject(mine)
      expect(await who([], inTheEnvironment())).toMatchObject(mine)
      const named = { ...inTheEnvironment(), AWS_ROLE_SESSION_NAME: 'job-7' }
      expect(await who([], named)).toMatchObject({ arn: assumed('ci/job-7') })
    })

    test('is limited to what it is for', async () => {
      const { exitCode, stderr } = await tool(['bake', '--dry-run'], inTheEnvironment())
      expect(exitCode, stderr).toBe(0)
      const calls = await sandbox.calls()
      const { parameters } = calls.findLast(({ action }) => action === 'AssumeRoleWithWebIdentity') ?? {}
      expect(parameters).toMatchObject({
        Policy: expect.stringContaining('ec2:RunInstances'),
        WebIdentityToken: '(redacted)',
      })
    })

    test('is refused with STS\u2019s reason', async () => {
      const refusals: [object, string, string][] = [
        [{ lasts: 0.5 }, 'WEB_IDENTITY_REFUSED', 'Token expired'],
        [{ audience: 'vault' }, 'WEB_IDENTITY_REFUSED', 'Incorrect token audience'],
        [{ issuer: 'https://gitlab.example' }, 'WEB_IDENTITY_REFUSED', 'No OpenIDConnect provider found'],
        [{ subject: 'repo:evil/images:ref:x' }, 'ROLE_DENIED', 'as repo:evil/images:ref:x: Not authorized'],
      ]
      for (const [order, code, said] of refusals) {
        await federation.writeToken(order)
        // A token's times are in seconds.
        await new Promise(resolve => setTimeout(resolve, 'lasts' in order ? 1500 : 0))
        const { exitCode, stderr } = await tool(['whoami', '--profile', 'ci'])
        expect(exitCode).toBe(1)
        expect(stderr).toContain(code)
        expect(stderr).toContain(said)
      }
    })

    test('without a token is told where it should be', async () => {
      await rm(federation.tokenFile)
      const { exitCode, stderr } = await tool(['whoami'], inTheEnvironment())
      expect(exitCode).toBe(1)
      expect(stderr).toContain(
        `WEB_IDENTITY_UNREADABLE  cannot read a web identity token from ${federation.tokenFile}`,
      )
    })
  })

  describe('IAM Identity Center', () => {
    test('gives a session of the permission set\u2019s role', async () => {
      const arn = assumed('AWSReservedSSO_ImageBuilder_0123456789abcdef/person@sandbox')
      expect(await who(['--profile', 'sso'])).toMatchObject({ arn, role: null })
    })

    test('is what a role is assumed from, in the person\u2019s name', async () => {
      const arn = assumed('images/packer-ecs-whoami-person@sandbox')
      expect(await who(['--profile', 'chained'])).toMatchObject({ arn, role: federation.imagesRole })
    })

    test('renews an access token that has expired', async () => {
      await editLogin({ expiresAt: '2020-01-01T00:00:00Z' })
      expect(await who(['--profile', 'sso'])).toMatchObject({ role: null })
      expect((await sandbox.calls()).map(({ action }) => action)).toContain('CreateToken')
    })

    test.each([
      ['is over', { expiresAt: '2020-01-01T00:00:00Z', refreshToken: 'over' }],
      ['was ended by somebody else', { accessToken: 'ended' }],
    ])('a sign-in that %s is asked for again', async (_, changes) => {
      await editLogin(changes)
      const { exitCode, stderr } = await tool(['whoami', '--profile', 'chained'])
      expect(exitCode).toBe(1)
      expect(stderr).toContain('SSO_LOGIN_NEEDED  you must sign in with the profile "sso"')
      expect(stderr).toContain('aws sso login --profile sso')
    })

    test('a permission set that is not the person\u2019s is told as that', async () => {
      const { exitCode, stderr } = await tool(['whoami', '--profile', 'stranger'])
      expect(exitCode).toBe(1)
      expect(stderr).toContain(
        'ROLE_DENIED  IAM Identity Center refused a session for the profile "stranger"',
      )
    })
  })

  test.each([
    ['ci', 'ci/botocore-session-'],
    ['sso', 'AWSReservedSSO_ImageBuilder_0123456789abcdef/person@sandbox'],
    ['chained', 'images/botocore-session-'],
  ])('the aws cli gets a session by the profile "%s", too', async (profile, session) => {
    const [python, program] = await pythonTool('awscli')
    const { stdout } = await execa(
      python,
      [program, 'sts', 'get-caller-identity', '--output', 'json', '--profile', profile],
      { env: federation.environment, extendEnv: false },
    )
    expect(JSON.parse(stdout).Arn).toContain(assumed(session))
  })

  async function editLogin(changes: object): Promise<void> {
    const folder = join(project.folder, '.aws/sso/cache')
    const [name = ''] = await readdir(folder)
    const login = JSON.parse(await readFile(join(folder, name), 'utf8'))
    await writeFile(join(folder, name), JSON.stringify({ ...login, ...changes }))
  }
})
