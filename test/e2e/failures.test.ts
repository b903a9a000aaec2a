import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BakeDocument } from '#src/images/document.ts'
import { inventory } from '#test/helpers/account.ts'
import { type BakeAnswer, bake, repository, startTool, withDocument } from '#test/helpers/bake.ts'
import { orderFault } from '#test/helpers/fault.ts'
import { pasteHints } from '#test/helpers/pasted-hints.ts'
import { makeProject, projectWithScript, type TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

describe.skipIf(!canRunSandbox)('a bake that fails', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let before: readonly string[]

  const inAccount = () => inventory(sandbox, ['us-east-1'])

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  beforeEach(async () => {
    before = await inAccount()
  })

  afterEach(() => project.remove())
  afterAll(() => sandbox?.remove())

  test('on an unknown AMI says so before anything is started', async () => {
    project = await makeProject()
    const { exitCode, document } = await bake({ sandbox, project }, '--base-ami', 'ami-0123456789abcdef0')
    expect(exitCode).toBe(1)
    expect(document).toMatchObject({
      outcome: 'failed',
      base: null,
      bakeKey: null,
      packer: null,
      amis: [],
      error: { code: 'BASE_NOT_FOUND', stage: 'base' },
      leftovers: [],
    })
    expect(document.error?.message).toContain('ami-0123456789abcdef0')
  })

  test('in an own script names it with its exit status and last lines, and leaves nothing', async () => {
    project = await projectWithScript(
      'prepare',
      'echo "the mirror is down" >&2\necho "Downloading a => b"\nexit 7',
    )
    const { exitCode, document, stderr } = await bake({ sandbox, project })
    expect(exitCode).toBe(1)
    expect(document).toMatchObject({
      outcome: 'failed',
      amis: [],
      error: { code: 'SCRIPT_FAILED', message: 'own.sh ended with exit status 7', stage: 'build' },
      leftovers: [],
    })
    expect(stderr).toMatch(/SCRIPT_FAILED .*\n.*the mirror is down\n.*Downloading a => b\n/)
    expect(await inAccount()).toEqual(before)
  })

  test('because ssh never answers shows where, and leaves nothing', async () => {
    const template = await readFile(join(repository, 'packer/image.pkr.hcl.hbs'), 'utf8')
    // At a port where nobody listens, however fast the machine boots.
    const deaf = template.replace(/ssh_timeout( *)= "10m"/, 'ssh_timeout$1= "2s"\n  ssh_port = 23')
    expect(deaf).not.toBe(template)
    project = await makeProject({ template: 'own.pkr.hcl.hbs' }, { 'own.pkr.hcl.hbs': deaf })
    const { exitCode, document } = await bake({ sandbox, project })
    expect(exitCode).toBe(1)
    expect(document.error).toMatchObject({ code: 'LOGIN_FAILED', stage: 'build' })
    expect(document.error?.message).toMatch(/cannot reach the build instance i-[0-9a-f]+ by ssh/)
    expect(document.leftovers).toEqual([])
    expect(await inAccount()).toEqual(before)
  })

  test('because a zone does not offer the instance type names those that do, and leaves nothing', async () => {
    await orderFault(sandbox, 'ec2:RunInstances', '--error', 'Unsupported')
    project = await makeProject()
    const { document } = await bake({ sandbox, project })
    expect(document.error).toMatchObject({
      code: 'INSTANCE_TYPE_NOT_AVAILABLE',
      message: 'EC2 cannot launch a t3.medium in us-east-1e now',
      hint: expect.stringContaining('us-east-1b'),
    })
    expect(document.leftovers).toEqual([])
    expect(await inAccount()).toEqual(before)
  })

  test('in a later step can have been started again in another zone', async () => {
    await orderFault(sandbox, 'ec2:RunInstances', '--error', 'Unsupported')
    const script = { path: 'own.sh', after: 'prepare' }
    const network = { subnetFilter: { 'default-for-az': 'true' } }
    project = await makeProject({ network, scripts: [script] }, { 'own.sh': '#!/bin/bash\nexit 7\n' })
    const { document, stderr } = await bake({ sandbox, project })
    expect(document.error?.code, stderr).toBe('SCRIPT_FAILED')
    expect(stderr).toMatch(/EC2 cannot launch a t3\.medium: trying us-east-1[a-f]/)
  })

  test('because EC2 makes no AMI of the instance passes its words on, and leaves nothing', async () => {
    await orderFault(sandbox, 'ec2:CreateImage', '--error', 'SnapshotLimitExceeded')
    project = await makeProject()
    const { exitCode, document } = await bake({ sandbox, project })
    expect(exitCode).toBe(1)
    expect(document).toMatchObject({ outcome: 'failed', amis: [], leftovers: [] })
    expect(document.error).toMatchObject({ code: 'BUILD_FAILED', stage: 'build' })
    expect(document.error?.message).toContain('SnapshotLimitExceeded')
    expect(await inAccount()).toEqual(before)
  })

  /** A bake that is sent SIGINT while a script runs; `again` is run when it has begun to clean up. */
  async function interruptedBake(again: (interrupt: () => void) => void = () => {}): Promise<BakeAnswer> {
    project = await projectWithScript('prepare', 'echo "it runs"\nsleep 600')
    const running = startTool({ sandbox, project }, 'bake', '--json')
    const interrupt = () => void running.kill('SIGINT')
    let isInterrupted = false
    for await (const line of running.iterable({ from: 'stderr' })) {
      if (line.includes('it runs') && !isInterrupted) {
        isInterrupted = true
        interrupt()
      }
      if (line.includes('waiting for Packer to clean up')) again(interrupt)
    }
    const { exitCode = -1, stdout, stderr } = await running
    return withDocument({ exitCode, stdout, stderr })
  }

  test('by one Ctrl-C lets Packer clean up, and leaves nothing', async () => {
    const { exitCode, document } = await interruptedBake()
    expect(exitCode).toBe(130)
    expect(document).toMatchObject({
      outcome: 'interrupted',
      amis: [],
      error: { code: 'INTERRUPTED', stage: 'build' },
      leftovers: [],
    })
    expect(await inAccount()).toEqual(before)
  })

  // These two leave an instance behind, so they are last.
  test('by a second Ctrl-C gives up at once and names what it leaves', async () => {
    // Packer would else have cleaned up before anybody can press a key again.
    await orderFault(sandbox, 'ec2:TerminateInstances', '--hold')
    const { exitCode, document, stderr } = await interruptedBake(interrupt => interrupt())
    expect(exitCode).toBe(130)
    expect(document.outcome).toBe('interrupted')
    const instance = instanceAmong(document)
    expect(await inAccount()).toContain(`us-east-1 instance ${instance}`)
    expect(stderr).toContain(`left behind: instance ${instance} in us-east-1`)
    expect(await pasteHints({ sandbox, project }, document.error?.hint ?? '')).toEqual(['clean'])
  })

  test('with --keep-on-failure leaves the instance running and names it', async () => {
    project = await projectWithScript('prepare', 'exit 1')
    const { exitCode, document } = await bake({ sandbox, project }, '--keep-on-failure')
    expect(exitCode).toBe(1)
    expect(document.error).toMatchObject({ code: 'SCRIPT_FAILED' })
    const look = 'test -f /var/tmp/packer-ecs/settings.json && echo kept'
    expect(await sandbox.inMachine(instanceAmong(document), look)).toBe('kept')
  })
})

function instanceAmong({ leftovers }: BakeDocument): string {
  const instance = leftovers.find(({ type }) => type === 'instance')
  if (instance === undefined) throw new Error(`no instance is among ${JSON.stringify(leftovers)}`)
  return instance.id
}
