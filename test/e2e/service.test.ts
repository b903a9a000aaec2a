import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bake, bakedImage, startTool, type ToolAnswer, type ToolRequest } from '#test/helpers/bake.ts'
import { deploy } from '#test/helpers/deploy.ts'
import { eventually } from '#test/helpers/instances.ts'
import { get, load } from '#test/helpers/load-balancer.ts'
import type { TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { makeServiceProject, pushWeb, urlOf } from '#test/helpers/service.ts'
import { connectStackFleets } from '#test/helpers/stack-fleets.ts'

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
    await pushWeb(sandbox, '3')
    const { stderr, exitCode } = await deploy(request, '--all')
    expect(exitCode, stderr).toBe(0)
    url = await urlOf(sandbox, 'shop-dev-service')
  }, 5 * minutes)
  afterAll(async () => {
    await project?.remove()
    await sandbox?.remove()
  })

  const fleet = () => connectStackFleets(sandbox).fleet('shop-dev-cluster', 'AutoScalingGroup')
  const version = async () => (await get(url)).body.trim()

  /** What 50 requests a second see while that happens. */
  async function underLoad(change: () => Promise<Pick<ToolAnswer, 'exitCode' | 'stderr'>>) {
    const requests = load(url)
    const answer = await change()
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

  test('no request fails while a new AMI replaces every instance, and another image is deployed meanwhile', async () => {
    const { document } = await bake(request, 'ecs', '--force')
    expect(document.outcome).toBe('baked')
    const { failures } = await underLoad(async () => {
      const cluster = startTool(request, 'deploy', 'cluster', '--json', '--yes')
      await eventually(async () => expect((await fleet()).instances.length).toBe(3))
      const service = await deploy(request, 'service', '--parameter', 'ImageTag=3')
      expect(service.exitCode, service.stderr).toBe(0)
      const { exitCode = 1, stderr } = await cluster
      return { exitCode, stderr }
    })
    expect(failures).toEqual([])
    expect(await version()).toBe('3')
  })

  test('an image that does not exist is found before anything changes', async () => {
    const { exitCode, document } = await deploy(request, 'service', '--parameter', 'ImageTag=missing')
    expect(exitCode).toBe(1)
    expect(document.error).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: expect.stringMatching(/shop\/web.*missing/),
    })
    expect(await version()).toBe('3')
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
      expect(await version()).toBe('3')
    },
  )
})
