import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BakeAnswer, bake, type ToolRequest } from '#test/helpers/bake.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'

describe.skipIf(!canRunSandbox)('updates.releasever: latest', () => {
  let request: ToolRequest
  let baked: BakeAnswer

  beforeAll(async () => {
    const settings = { dataVolume: 'none', updates: { releasever: 'latest' }, copyTo: ['us-east-1'] }
    const [sandbox, project] = await Promise.all([startSandbox(), makeProject(settings)])
    request = { sandbox, project }
    baked = await bake(request)
  })
  afterAll(async () => {
    await request?.sandbox.remove()
    await request?.project.remove()
  })

  test('is the release of that day: the plan names it, and the AMI says it', async () => {
    expect(baked.exitCode, baked.stderr).toBe(0)
    expect(baked.stderr).toContain('updates to 2023.12.20261020')
    const ec2 = new EC2Client(request.sandbox.clientOptions)
    const ImageIds = baked.document.amis.map(({ imageId }) => imageId)
    const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds }))
    expect(image?.Tags).toContainEqual({ Key: 'packer-ecs:releasever', Value: '2023.12.20261020' })
  })

  test('is no reason to bake again while that is the newest', async () => {
    const again = await bake(request)
    expect(again.document.outcome).toBe('unchanged')
  })

  test('a copy to the region of the bake is left out, and said so', () => {
    expect(baked.document.amis).toHaveLength(1)
    expect(baked.stderr).toContain('copyTo includes us-east-1, the region of the bake')
  })
})
