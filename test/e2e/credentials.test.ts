import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTool, type ToolRequest } from '#test/helpers/bake.ts'
import { descendantsOf, type ProcessFacts } from '#test/helpers/descendants.ts'
import { heldScript, letScriptGo } from '#test/helpers/held-script.ts'
import { projectWithScript } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'

describe.skipIf(!canRunSandbox)('the credentials of a bake', () => {
  let request: ToolRequest
  let secret: string
  /** Packer and its plugins, while a script runs. */
  let packer: readonly ProcessFacts[] = []
  let withoutToken: number
  let output: string

  beforeAll(async () => {
    // At its most talkative, Packer writes its debugging output into the run's log.
    const environment = { PACKER_LOG: '1' }
    const project = await projectWithScript('prepare', `${heldScript}\nexit 1`)
    request = { sandbox: await startSandbox(), project, environment }
    secret = request.sandbox.clientOptions.credentials.secretAccessKey

    const running = startTool(request, 'bake', '--json', '--events', 'events.ndjson')
    for await (const line of running.iterable({ from: 'stderr' })) {
      // The error repeats the script's lines; Packer has ended by then.
      if (!line.includes('it runs') || packer.length > 0) continue
      const descendants = await descendantsOf(running.pid ?? 0)
      packer = descendants.filter(({ arguments: [program = ''] }) => program.endsWith('packer'))
      withoutToken = (await fetch(endpointOf(packer))).status
      await letScriptGo(request.sandbox)
    }
    const { exitCode, stdout, stderr } = await running
    expect(exitCode, stderr).toBe(1)
    output = stdout + stderr
  })

  afterAll(async () => {
    await request?.sandbox.remove()
    await request?.project.remove()
  })

  test('are in no argument and no variable of Packer and its plugins', () => {
    expect(packer.length).toBeGreaterThan(1)
    expect(JSON.stringify(packer)).not.toContain(secret)
    for (const { environment } of packer) {
      expect(environment).not.toHaveProperty('AWS_ACCESS_KEY_ID')
      expect(environment).not.toHaveProperty('AWS_SECRET_ACCESS_KEY')
      expect(environment).toMatchObject({
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_EC2_METADATA_DISABLED: 'true',
      })
    }
  })

  test('are lent on loopback, to who has the token', () => {
    expect(endpointOf(packer)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//)
    expect(withoutToken).toBe(401)
  })

  test('are those that Packer signs with', async () => {
    const calls = await request.sandbox.calls()
    const run = calls.find(({ action }) => action === 'RunInstances')
    expect(run?.accessKeyId).toBe(request.sandbox.clientOptions.credentials.accessKeyId)
  })

  test('are in no file of the run, in no event and nowhere in the output', async () => {
    expect(output).not.toContain(secret)
    const files = await filesBelow(request.project.folder)
    expect(files.map(file => file.split('/').at(-1))).toEqual(
      expect.arrayContaining(['packer.log', 'run.json', 'image.pkrvars.json', 'events.ndjson']),
    )
    const token = tokenOf(packer)
    expect(token).toMatch(/^[0-9a-f]{64}$/)
    for (const file of files) {
      const text = await readFile(file, 'utf8')
      expect(text.includes(secret), file).toBe(false)
      expect(text.includes(token), file).toBe(false)
    }
  })

  test('are not to be had when the build is over', async () => {
    await expect(fetch(endpointOf(packer))).rejects.toThrow('fetch failed')
  })
})

function endpointOf([packer]: readonly ProcessFacts[]): string {
  return packer?.environment.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? ''
}

function tokenOf([packer]: readonly ProcessFacts[]): string {
  return packer?.environment.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? ''
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}
