import { describe, expect, test } from 'vitest'
import type { Aws } from '#src/connect/aws.ts'
import { openState } from '#src/connect/state.ts'
import { stateBucketName } from '#src/state/bucket.ts'
import { fakeCloudFormation, type Script } from '#test/helpers/fake-cloudformation.ts'
import { fakeS3 } from '#test/helpers/fake-s3.ts'

const place = { accountId: '123456789012', region: 'us-east-1' }

/** An account in which the deployment of cfn/state has that end, and whether it then has the bucket. */
function account({ script = [['fleet', 'CREATE_COMPLETE']] as Script, hasBucket = true, changes = 1 } = {}) {
  const cloudFormation = fakeCloudFormation(undefined)
  cloudFormation.script = script
  cloudFormation.changes = Array.from({ length: changes }, () => ({}) as never)
  const before = fakeS3(place.accountId, [])
  const after = fakeS3(place.accountId, hasBucket ? [stateBucketName(place)] : [])
  const questions: string[] = []
  const s3 = () => (cloudFormation.calls.length > 0 ? after.client : before.client)
  const aws = {
    region: place.region,
    caller: async () => ({ accountId: place.accountId }),
    clients: { s3: async () => s3(), cloudFormation: async () => cloudFormation.client },
  } as unknown as Aws
  const open = (answer: boolean) =>
    openState(aws, {
      async agrees(question) {
        questions.push(question)
        return answer
      },
      emit: () => undefined,
    })
  return { open, questions, cloudFormation }
}

describe('a command that needs the state', () => {
  test('offers to deploy it where it is missing, and opens it', async () => {
    const { open, questions, cloudFormation } = account()
    expect((await open(true)).place).toEqual(place)
    expect(questions).toEqual([
      'Deploy the stack packer-ecs-state (a bucket for records of AMIs and locks) in account 123456789012, us-east-1?',
    ])
    expect(cloudFormation.calls).toEqual(['create CREATE', 'execute'])
    expect(cloudFormation.requests).toMatchObject([
      { stackName: 'packer-ecs-state', template: { body: expect.stringContaining('AWS::S3::BucketPolicy') } },
    ])
    // The bucket now exists.
    await open(false)
    expect(questions.length).toBe(1)
  })

  test('deploys it in a session that may create stacks', async () => {
    const forStack = async () => {
      throw new Error('the session for the stack')
    }
    const s3 = async () => fakeS3(place.accountId, []).client
    const aws = { ...place, caller: async () => place, clients: { s3 } } as unknown as Aws
    const offer = { agrees: async () => true, emit: () => undefined }
    await expect(openState(aws, offer, forStack)).rejects.toThrow('the session for the stack')
  })

  test('deploys nothing if the user declines', async () => {
    const { open, cloudFormation } = account()
    await expect(open(false)).rejects.toMatchObject({ code: 'DECLINED' })
    expect(cloudFormation.calls).toEqual([])
  })

  test('reports the first failure of the deployment', async () => {
    const script: Script = [
      ['Bucket', 'CREATE_FAILED', 'Access Denied'],
      ['fleet', 'ROLLBACK_COMPLETE'],
    ]
    await expect(account({ script }).open(true)).rejects.toMatchObject({
      code: 'STACK_FAILED',
      message: 'packer-ecs-state ended in ROLLBACK_COMPLETE: Access Denied',
    })
  })

  test('reports a bucket that was deleted although its stack exists', async () => {
    await expect(account({ changes: 0, hasBucket: false }).open(true)).rejects.toMatchObject({
      code: 'STATE_MISSING',
    })
  })
})
