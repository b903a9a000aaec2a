import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProcessFacts } from '#test/helpers/descendants.ts'
import { createFederation, type Federation } from '#test/helpers/federation.ts'
import { filesWith, type HeldBake, heldBake, lentTo } from '#test/helpers/held-bake.ts'
import { heldScript, letScriptGo } from '#test/helpers/held-script.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

/** The data volume is small: all of it is searched. */
const settings = { scripts: [{ path: 'own.sh', after: 'prepare' }], dataVolume: { size: 1 } }

describe.skipIf(!canRunSandbox)('a bake by an identity that is not the account\u2019s own', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let federation: Federation
  let bakes: Readonly<Record<'of a job of a CI' | 'of a person who signed in', HeldBake>>
  /** Every secret that was about. */
  const canaries = new Set<string>()

  beforeAll(async () => {
    ;[sandbox, project] = await Promise.all([
      startSandbox(),
      makeProject(settings, { 'own.sh': `#!/bin/bash\n${heldScript}\n` }),
    ])
    federation = await createFederation(sandbox, project.folder)
    note([await federation.writeToken(), ...(await federation.signIn())])
    const job = { AWS_WEB_IDENTITY_TOKEN_FILE: federation.tokenFile, AWS_ROLE_ARN: federation.ciRole }
    bakes = {
      'of a job of a CI': await bake(job, async () => {
        const subject = 'repo:acme/images:environment:next'
        note([await federation.writeToken({ subject })])
        await federation.trustOnly(subject)
      }),
      'of a person who signed in': await bake({ AWS_PROFILE: 'sso' }, async () => {}),
    }
  })

  afterAll(async () => {
    await sandbox?.remove()
    await project?.remove()
  })

  /** In the middle of it `change` happens, and no session is good any more. */
  function bake(variables: Readonly<Record<string, string>>, change: () => Promise<void>): Promise<HeldBake> {
    return heldBake(project, { ...federation.environment, ...variables }, async packer => {
      note(await secretsLentTo(packer))
      await change()
      await sandbox.cli('sessions', 'end')
      note(await secretsLentTo(packer))
      await letScriptGo(sandbox)
    })
  }

  function note(secrets: readonly string[]): void {
    for (const secret of secrets) canaries.add(secret)
  }

  async function secretsLentTo(packer: readonly ProcessFacts[]): Promise<readonly string[]> {
    return (await lentTo(packer)).secrets
  }

  describe.each(['of a job of a CI', 'of a person who signed in'] as const)('%s', whose => {
    test('outlives its sessions', () => {
      const { exitCode, stdout, stderr } = bakes[whose]
      expect(exitCode, stderr).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ outcome: 'baked', error: null })
    })

    test('no secret is in an argument, a variable of another process, or the output', () => {
      const { packer, stdout, stderr } = bakes[whose]
      expect(packer.length).toBeGreaterThan(1)
      const said = JSON.stringify(packer) + stdout + stderr
      expect([...canaries].filter(canary => said.includes(canary))).toEqual([])
    })
  })

  test('a job\u2019s sessions say whose they are, and are limited to a bake', async () => {
    const calls = await sandbox.calls()
    const assumed = calls.filter(({ action }) => action === 'AssumeRoleWithWebIdentity')
    expect(assumed.length).toBeGreaterThan(1)
    for (const { parameters } of assumed) {
      expect(parameters.RoleSessionName).toBe('packer-ecs-bake-repo-acme-images-ref-refs-heads-main')
      expect(String(parameters.Policy)).toContain('"ec2:RunInstances"')
    }
  })

  test('no secret is in a file, a log, an event, a tag or the AMI', async () => {
    expect(canaries.size).toBeGreaterThanOrEqual(13)
    const calls = JSON.stringify(await sandbox.calls())
    expect([...canaries].filter(canary => calls.includes(canary))).toEqual([])
    const layers = join(sandbox.stateFolder, 'layers')
    // Where secrets may be: what the CI and "aws sso login" wrote.
    expect((await filesWith(canaries, [], [project.folder, layers])).toSorted()).toEqual([
      expect.stringMatching(/\.aws\/sso\/cache\/\w+\.json$/),
      federation.tokenFile,
    ])
  })
})
