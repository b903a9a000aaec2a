import { expect, test } from 'vitest'
import { createAutoScaling } from '#src/aws/autoscaling.ts'
import { list, queryAnswer } from '#test/helpers/aws-xml.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

const since = new Date('2026-11-21T12:00:00Z')

function activity(id: string, status: string, startedAt: string, message = `why ${id}`): string {
  return `<ActivityId>${id}</ActivityId><Description>${id}</Description><StatusCode>${status}</StatusCode><StatusMessage>${message}</StatusMessage><StartTime>${startedAt}</StartTime>`
}

const page = (activities: readonly string[], next = '') =>
  queryAnswer('DescribeScalingActivities', `<Activities>${list('member', activities)}</Activities>${next}`)

test('failed and cancelled activities are read page by page, up to the first that is older', async () => {
  const pages = [
    page(
      [
        activity('a', 'Failed', '2026-11-21T12:03:00Z'),
        activity('b', 'Successful', '2026-11-21T12:02:00Z'),
        activity('c', 'Failed', '2026-11-21T12:02:00Z', ''),
      ],
      '<NextToken>more</NextToken>',
    ),
    page(
      [
        activity('d', 'Cancelled', '2026-11-21T12:00:00Z'),
        activity('e', 'Failed', '2026-11-21T11:59:59Z'),
        activity('f', 'Failed', '2026-11-21T12:01:00Z'),
      ],
      '<NextToken>more</NextToken>',
    ),
  ]
  const options = cannedAnswers(() => pages.shift() ?? page([]))
  const failed = await createAutoScaling(options).failedActivities('web', since)
  expect(failed.map(({ description, message }) => [description, message])).toEqual([
    ['a', 'why a'],
    ['d', 'why d'],
  ])
  expect(options.requests).toHaveLength(2)
})

test('without names there are no groups, and AWS is not asked', async () => {
  const options = cannedAnswers(() => page([]))
  await expect(createAutoScaling(options).groups([])).resolves.toEqual([])
  expect(options.requests).toEqual([])
})

test('groups are read page by page', async () => {
  const group = (name: string) =>
    `<AutoScalingGroupName>${name}</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>3</MaxSize><DesiredCapacity>2</DesiredCapacity><Instances>${list('member', ['<InstanceId>i-1</InstanceId><LifecycleState>InService</LifecycleState><ProtectedFromScaleIn>true</ProtectedFromScaleIn>'])}</Instances><SuspendedProcesses>${list('member', ['<ProcessName>Launch</ProcessName>'])}</SuspendedProcesses>`
  const answers = ['<NextToken>more</NextToken>', ''].map((next, index) =>
    queryAnswer(
      'DescribeAutoScalingGroups',
      `<AutoScalingGroups>${list('member', [group(`g${index}`)])}</AutoScalingGroups>${next}`,
    ),
  )
  const found = await createAutoScaling(cannedAnswers(() => answers.shift() ?? page([]))).groups(['g0', 'g1'])
  const instances = [{ instanceId: 'i-1', lifecycleState: 'InService', isProtected: true }]
  const facts = {
    min: 1,
    max: 3,
    desired: 2,
    instances,
    suspended: ['Launch'],
    launchTemplate: null,
    subnetIds: [],
  }
  expect(found).toEqual([
    { name: 'g0', ...facts },
    { name: 'g1', ...facts },
  ])
})
