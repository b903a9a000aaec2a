import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bakedImage, type ToolRequest } from '#test/helpers/bake.ts'
import { type Cloud, connectCloud } from '#test/helpers/cloud.ts'
import { endMachines } from '#test/helpers/end-machines.ts'
import {
  eventually,
  joinCluster,
  type Launch,
  launch,
  signalsOf,
  verdictOf,
} from '#test/helpers/instances.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox } from '#test/helpers/sandbox.ts'
import { shareSandbox } from '#test/helpers/shared-sandbox.ts'

const environment = {
  ECS_CLUSTER: 'shop',
  STACK_NAME: 'shop-stack',
  AUTOSCALING_GROUP: 'EcsGroup',
  AWS_DEFAULT_REGION: 'us-east-1',
}

/**
 * For what would be waited for, in seconds; what fails by itself has the default of ten minutes. Long enough to come to
 * the stage that fails while other machines boot.
 */
const impatient = { ...environment, FIRST_RUN_TIMEOUT: '40' }

describe.skipIf(!canRunSandbox).concurrent('a first run that cannot succeed ends in time', () => {
  let request: ToolRequest
  let cloud: Cloud
  let imageId: string

  beforeAll(async () => {
    request = { sandbox: await shareSandbox('clusters'), project: await makeProject() }
    cloud = connectCloud(request.sandbox)
    imageId = await bakedImage(request)
    await cloud.createCluster('shop')
    await cloud.createInstanceProfile('ecs-instance')
    await cloud.createWaitingStack('shop-stack', 'EcsGroup')
  })

  afterAll(async () => {
    if (request !== undefined) await endMachines(request.sandbox)
    await request?.project.remove()
  })

  /** What became of an instance with that user data: its verdict, and the status that it signalled. */
  async function outcomeOf(userData: string, options: Omit<Partial<Launch>, 'userData'> = {}) {
    const instance = await launch(cloud, {
      imageId,
      userData,
      instanceProfile: 'ecs-instance',
      ...options,
    })
    const verdict = await verdictOf(cloud, instance)
    const signals = await eventually(async () => {
      const found = await signalsOf(request.sandbox, instance)
      expect(found).not.toEqual([])
      return found
    })
    return { verdict, signalled: signals.map(({ status }) => status) }
  }

  test('when the cluster does not exist', async () => {
    const { verdict, signalled } = await outcomeOf(joinCluster({ ...environment, ECS_CLUSTER: 'shopp' }))
    expect(verdict).toMatchObject({ result: 'failed', stage: 'agent', cluster: 'shopp' })
    expect(verdict.reason).toMatch(/^the ECS agent is not running: .* exit status 5/)
    expect(verdict.lastLines.join('\n')).toContain('Cluster not found')
    expect(signalled).toEqual(['FAILURE'])
  })

  test('when the agent is in another cluster already', async () => {
    const startedEarly = `
      systemctl start --job-mode=ignore-dependencies ecs
      until curl -sf localhost:51678/v1/metadata; do sleep 0.2; done`
    const { verdict, signalled } = await outcomeOf(joinCluster(environment, startedEarly))
    expect(verdict).toMatchObject({
      result: 'failed',
      stage: 'cluster',
      reason: 'the instance joined the cluster "default" instead of "shop"',
    })
    expect(signalled).toEqual(['FAILURE'])
  })

  test('when the agent cannot start', async () => {
    const userData = joinCluster(impatient, 'rm /var/cache/ecs/ecs-agent.tar')
    const { verdict, signalled } = await outcomeOf(userData)
    expect(verdict).toMatchObject({ result: 'failed', stage: 'agent', cluster: 'shop' })
    expect(verdict.lastLines.join('\n')).toContain('could not load Amazon Elastic Container Service Agent')
    expect(signalled).toEqual(['FAILURE'])
  })

  test('when the instance has no role, so that the agent tries without end', async () => {
    const instance = await launch(cloud, { imageId, userData: joinCluster(impatient) })
    const { stage, reason, lastLines } = await verdictOf(cloud, instance)
    expect(stage).toBe('agent')
    expect(reason).toMatch(/^the ECS agent has not registered within 40 s/)
    expect(lastLines.join('\n')).toContain('NoCredentialProviders')
  })

  test('when the data volume is missing', async () => {
    const devices = [{ DeviceName: '/dev/xvdcy', NoDevice: '' }]
    const { verdict, signalled } = await outcomeOf(joinCluster(environment), { devices })
    expect(verdict).toMatchObject({ result: 'failed', stage: 'data-volume', cluster: 'shop' })
    expect(verdict.reason).toMatch(/^no volume with the label docker is mounted on \/data/)
    expect(signalled).toEqual(['FAILURE'])
  })

  test('when Docker does not run', async () => {
    const broken = "echo '{ not JSON' >/etc/docker/daemon.json; systemctl restart --no-block docker"
    const { verdict, signalled } = await outcomeOf(joinCluster(environment, broken))
    expect(verdict).toMatchObject({ result: 'failed', stage: 'docker' })
    expect(verdict.reason).toMatch(/^Docker is not running/)
    expect(signalled).toEqual(['FAILURE'])
  })

  test('when the proxy is dead', async () => {
    const userData = joinCluster({ ...impatient, PROXY_URL: '127.0.0.1:3128' })
    const { verdict, signalled } = await outcomeOf(userData)
    expect(verdict).toMatchObject({
      result: 'failed',
      stage: 'proxy',
      reason: 'the proxy 127.0.0.1:3128 does not respond',
    })
    expect(signalled).toEqual(['FAILURE'])
  })

  test('when user data names no cluster', async () => {
    const { verdict, signalled } = await outcomeOf(joinCluster({ ...environment, ECS_CLUSTER: '' }))
    expect(verdict).toMatchObject({ result: 'failed', reason: 'ECS_CLUSTER is not set' })
    expect(signalled).toEqual(['FAILURE'])
  })

  test('but quotes around the name in user data are taken off, and it joins', async () => {
    const { verdict, signalled } = await outcomeOf(joinCluster({ ...environment, ECS_CLUSTER: '"shop"' }))
    expect(verdict).toMatchObject({ result: 'joined', cluster: 'shop' })
    expect(signalled).toEqual(['SUCCESS'])
  })
})
