import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bake, bakedImage } from '#test/helpers/bake.ts'
import { type Cloud, connectCloud } from '#test/helpers/cloud.ts'
import { eventually, joinCluster, launch, signalsOf, verdictOf } from '#test/helpers/instances.ts'
import { copyPackage } from '#test/helpers/package-copy.ts'
import { makeProject, projectWithScript } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

/** What an agent leaves that ran while the image was baked. */
const agentRan = `
mkdir -p /var/lib/ecs/data
echo '{"Cluster":"shop","ContainerInstanceArn":"arn:of-the-build"}' >/var/lib/ecs/data/agent.db`

const keepsAgentState = ['"/var/lib/ecs/data/", ', ''] as const

const environment = {
  ECS_CLUSTER: 'shop',
  STACK_NAME: 'shop-stack',
  AUTOSCALING_GROUP: 'EcsGroup',
  AWS_DEFAULT_REGION: 'us-east-1',
}

/**
 * What can be seen in the image fails the bake, in check.sh or in the checks after clean-up. What shows only on an
 * instance (what a program writes at its first start, and what that means to the agent) fails the first run there.
 */
describe.skipIf(!canRunSandbox).concurrent('a broken recipe', () => {
  let sandbox: TestSandbox
  let cloud: Cloud
  const removals: (() => Promise<void>)[] = []

  beforeAll(async () => {
    sandbox = await startSandbox()
    removals.push(sandbox.remove)
    cloud = connectCloud(sandbox)
    await cloud.createCluster('shop')
    await cloud.createInstanceProfile('ecs-instance')
    await cloud.createWaitingStack('shop-stack', 'EcsGroup')
  })

  afterAll(async () => {
    for (const remove of removals.reverse()) await remove()
  })

  function removedAtEnd<Kept extends { remove(): Promise<void> }>(kept: Kept): Kept {
    removals.push(kept.remove)
    return kept
  }

  async function firstRunOf(imageId: string) {
    const userData = joinCluster(environment)
    const instance = await launch(cloud, { imageId, userData, instanceProfile: 'ecs-instance' })
    return { instance, verdict: await verdictOf(cloud, instance) }
  }

  test('that leaves ecs enabled fails in the bake', async () => {
    const project = removedAtEnd(await projectWithScript('first-run', 'systemctl enable ecs', 'ecs-enabled'))
    const { exitCode, document, stderr } = await bake({ sandbox, project })
    expect(exitCode).toBe(1)
    expect(document.error).toMatchObject({
      code: 'SCRIPT_FAILED',
      message: 'check.sh ended with exit status 1',
    })
    expect(stderr).toMatch(/failed checks: ecs-disabled$/m)
  })

  test('that leaves Docker down fails in the bake', async () => {
    const stop = 'systemctl stop docker.socket docker.service'
    const project = removedAtEnd(await projectWithScript('files', stop, 'docker-down'))
    const { exitCode, document, stderr } = await bake({ sandbox, project })
    expect(exitCode).toBe(1)
    expect(document.error).toMatchObject({
      code: 'SCRIPT_FAILED',
      message: 'check.sh ended with exit status 1',
    })
    expect(stderr).toMatch(/failed checks: docker-active /)
  })

  test('that the CloudWatch agent does not accept fails in the bake', async () => {
    const metrics = { metrics_collected: { memory: {} } }
    const project = removedAtEnd(await makeProject({ metrics }, {}, 'metrics'))
    const { exitCode, document, stderr } = await bake({ sandbox, project })
    expect(exitCode).toBe(1)
    expect(document.error).toMatchObject({ code: 'SCRIPT_FAILED' })
    expect(stderr).toMatch(/Additional property memory is not allowed/)
    expect(stderr).toMatch(/the CloudWatch agent refuses "metrics" or "logs\.files"$/m)
  })

  test('that changes an own file fails after clean-up, and says what to do', async () => {
    const files = [{ source: 'own.sh', target: '/etc/own' }]
    const settings = { files, scripts: [{ path: 'own.sh' }] }
    const script = '#!/bin/bash\necho more >>/etc/own\n'
    const project = removedAtEnd(await makeProject(settings, { 'own.sh': script }, 'own-file'))
    const { exitCode, stderr } = await bake({ sandbox, project })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/FAIL file-\/etc\/own: .*set "check: false"/)
    expect(stderr).toMatch(/failed checks: file-\/etc\/own$/m)
  })

  test("that keeps the agent's state fails in the bake", async () => {
    const project = removedAtEnd(await projectWithScript('files', agentRan, 'state-kept'))
    const broken = removedAtEnd(await copyPackage({ 'files/bake/paths.json': keepsAgentState }))
    const { exitCode, document, stderr } = await bake({ sandbox, project, package: broken.folder })
    expect(exitCode).toBe(1)
    expect(document.error).toMatchObject({
      code: 'SCRIPT_FAILED',
      message: 'finish.sh ended with exit status 1',
    })
    expect(stderr).toMatch(/failed checks: clean-agent-state$/m)
  })

  test("that keeps the agent's state and does not look fails at the first run: the agent would be a clone", async () => {
    const project = removedAtEnd(await projectWithScript('files', agentRan, 'clone'))
    const broken = removedAtEnd(
      await copyPackage({
        'files/bake/paths.json': keepsAgentState,
        'files/bake/expect.sh': ['exit 1', ''],
      }),
    )
    const imageId = await bakedImage({ sandbox, project, package: broken.folder })
    const { instance, verdict } = await firstRunOf(imageId)
    expect(verdict).toMatchObject({ result: 'failed', stage: 'agent-state' })
    expect(verdict.reason).toMatch(/^the image contains the ECS agent state of another instance/)
    await eventually(async () =>
      expect(await signalsOf(sandbox, instance)).toMatchObject([{ status: 'FAILURE' }]),
    )

    const metadata = 'systemctl start ecs; until curl -sf localhost:51678/v1/metadata; do sleep 0.5; done'
    expect(JSON.parse(await sandbox.inMachine(instance, metadata))).toMatchObject({
      ContainerInstanceArn: 'arn:of-the-build',
    })
  })

  test('that writes quotes into ecs.config fails at the first run: the agent takes them for part of the name', async () => {
    const project = removedAtEnd(await makeProject({}, {}, 'quotes'))
    const broken = removedAtEnd(
      await copyPackage({
        'files/libexec/lib/configure.sh': [
          'put_file "$ecs_config" 600 "$merged"',
          'put_file "$ecs_config" 600 "$(sed \'s/=\\(.*\\)/="\\1"/\' <<<"$merged")"',
        ],
      }),
    )
    const imageId = await bakedImage({ sandbox, project, package: broken.folder })
    const { instance, verdict } = await firstRunOf(imageId)
    expect(await sandbox.inMachine(instance, 'cat /etc/ecs/ecs.config')).toBe('ECS_CLUSTER="shop"')
    expect(verdict).toMatchObject({ result: 'failed', stage: 'agent', cluster: 'shop' })
    expect(verdict.lastLines.join('\n')).toContain('Cluster not found')
    const members = (await cloud.containerInstances('shop')).map(({ instanceId }) => instanceId)
    expect(members).not.toContain(instance)
    await eventually(async () =>
      expect(await signalsOf(sandbox, instance)).toMatchObject([{ status: 'FAILURE' }]),
    )
  })
})
