import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bake, bakedImage, type ToolRequest } from '#test/helpers/bake.ts'
import { type DeployAnswer, deploy } from '#test/helpers/deploy.ts'
import { get, load } from '#test/helpers/load-balancer.ts'
import type { TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { makeServiceProject, pushWeb, urlOf } from '#test/helpers/service.ts'

const minutes = 60_000

/** Quick health checks, so that a deployment takes seconds. */
const quick = {
  DesiredCount: '2',
  HealthCheckInterval: '5',
  HealthCheckGracePeriod: '10',
  DeregistrationDelay: '3',
  ImageTag: '1',
}

describe.skipIf(!canRunSandbox)('an application on a cluster', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let request: ToolRequest
  let url: string

  beforeAll(async () => {
    sandbox = await startSandbox()
    project = await makeServiceProject(quick)
    request = { sandbox, project }
    await bakedImage(request)
    await pushWeb(sandbox, '1')
    await pushWeb(sandbox, '2')
    const { stderr, exitCode } = await deploy(request, '--all')
    expect(exitCode, stderr).toBe(0)
    url = await urlOf(sandbox, 'shop-dev-service')
  }, 5 * minutes)
  afterAll(async () => {
    await project?.remove()
    await sandbox?.remove()
  })

  const version = async () => (await get(url)).body.trim()

  /** What 50 requests a second see while that happens. */
  async function underLoad(change: () => Promise<DeployAnswer>) {
    const requests = load(url)
    const answer = await change().finally(() => undefined)
    const { sent, failures } = await requests.stop()
    console.log(`${sent} requests, ${failures.length} failed`)
    expect(answer.exitCode, answer.stderr).toBe(0)
    return { sent, failures }
  }

  test('answers with its version at the address of its load balancer', async () => {
    expect(await version()).toBe('1')
  })

  test('no request fails while another image is deployed', async () => {
    const { sent, failures } = await underLoad(() => deploy(request, 'service', '--parameter', 'ImageTag=2'))
    expect(failures).toEqual([])
    expect(sent).toBeGreaterThan(100)
    expect(await version()).toBe('2')
  })

  test('no request fails while a new AMI replaces every instance', async () => {
    const { document } = await bake(request, 'ecs', '--force')
    expect(document.outcome).toBe('baked')
    const { failures } = await underLoad(() => deploy(request, 'cluster'))
    expect(failures).toEqual([])
    expect(await version()).toBe('2')
  })

  test('an image that does not exist is found before anything changes', async () => {
    const { exitCode, document } = await deploy(request, 'service', '--parameter', 'ImageTag=missing')
    expect(exitCode).toBe(1)
    expect(document.error).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: expect.stringMatching(/shop\/web.*missing/),
    })
    expect(await version()).toBe('2')
  })

  test.each([
    ['crashes', 'Environment1=CRASH=1', /exit(ed|s)? .*1/],
    ['is never healthy', 'Environment1=FAIL_HEALTH=1', /\/health.*500|500/],
    ['takes more memory than it may', 'Environment1=EAT_MEMORY=600', /memory/i],
  ])(
    'a container that %s ends the deployment with its cause, and the old version answers',
    async (_, parameter, cause) => {
      const requests = load(url)
      const { exitCode, document } = await deploy(
        request,
        'service',
        '--parameter',
        parameter,
        '--parameter',
        'ImageTag=1',
      )
      const { failures } = await requests.stop()
      expect(exitCode).toBe(1)
      expect(JSON.stringify(document.error)).toMatch(cause)
      expect(failures).toEqual([])
      expect(await version()).toBe('2')
    },
  )
})
