import { expect, test } from 'vitest'
import { createIam } from '#src/aws/iam.ts'
import type { RequestHandler } from '#src/aws/request-handler.ts'
import { list, queryAnswer, queryError } from '#test/helpers/aws-xml.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

type Answers = Readonly<Record<string, ReturnType<typeof queryAnswer>>>

/** IAM with one answer for each action; nothing exists otherwise. */
function answering(answers: Answers) {
  const options = cannedAnswers(body => {
    const action = new URLSearchParams(body).get('Action') ?? ''
    return answers[action] ?? queryError('NoSuchEntity')
  })
  const called = () => options.requests.map(body => new URLSearchParams(body).get('Action'))
  return { client: createIam(options), called }
}

const tags = '<Tags><member><Key>packer-ecs:run</Key><Value>r</Value></member></Tags>'
const run = { 'packer-ecs:run': 'r' }

test('a temporary profile has its tags and roles', async () => {
  const roles = `<Roles>${list('member', ['<RoleName>packer-1</RoleName>', '<RoleName>other</RoleName>'])}</Roles>`
  const profile = `<InstanceProfile><InstanceProfileName>packer-1</InstanceProfileName>${roles}${tags}</InstanceProfile>`
  const { client, called } = answering({ GetInstanceProfile: queryAnswer('GetInstanceProfile', profile) })
  const found = await client.temporaryProfile('packer-1')
  expect(found).toEqual({ name: 'packer-1', tags: run, roles: ['packer-1', 'other'] })
  expect(called()).toEqual(['GetInstanceProfile'])
})

test('without the profile, a role of its name is found', async () => {
  const { client } = answering({
    GetRole: queryAnswer('GetRole', `<Role><RoleName>packer-1</RoleName>${tags}</Role>`),
  })
  await expect(client.temporaryProfile('packer-1')).resolves.toEqual({
    name: 'packer-1',
    tags: run,
    roles: [],
  })
})

test('without both there is nothing', async () => {
  await expect(answering({}).client.temporaryProfile('packer-1')).resolves.toBeUndefined()
})

test('a refused call is an error with the name of its action', async () => {
  const { client } = answering({ GetInstanceProfile: queryError('AccessDenied') })
  await expect(client.temporaryProfile('packer-1')).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
    message: expect.stringContaining('iam:GetInstanceProfile'),
  })
})

test('profiles are listed page by page, by their prefix', async () => {
  const page = (names: readonly string[], rest: string) => {
    const members = list(
      'member',
      names.map(name => `<InstanceProfileName>${name}</InstanceProfileName>`),
    )
    return queryAnswer('ListInstanceProfiles', `<InstanceProfiles>${members}</InstanceProfiles>${rest}`)
  }
  const pages = [
    page(['packer-1', 'web-packer-2'], '<IsTruncated>true</IsTruncated><Marker>m</Marker>'),
    page(['packer-3'], '<IsTruncated>false</IsTruncated>'),
  ]
  const client = createIam(cannedAnswers(() => pages.shift() ?? queryError('NoMoreAnswers')))
  await expect(client.profileNames('packer-')).resolves.toEqual(['packer-1', 'packer-3'])
})

test('everything of a temporary profile is removed, also when parts of it no longer exist', async () => {
  const { client, called } = answering({})
  await client.removeTemporaryProfile('packer-1')
  expect(called()).toEqual([
    'RemoveRoleFromInstanceProfile',
    'DeleteInstanceProfile',
    'DeleteRolePolicy',
    'DeleteRole',
  ])
})

test('a refusal ends the removal', async () => {
  const { client, called } = answering({ DeleteInstanceProfile: queryError('AccessDenied') })
  await expect(client.removeTemporaryProfile('packer-1')).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  expect(called()).toEqual(['RemoveRoleFromInstanceProfile', 'DeleteInstanceProfile'])
})

test('one part is removed after the other', async () => {
  let open = 0
  let most = 0
  const options = cannedAnswers(() => queryError('NoSuchEntity'))
  const handler = options.requestHandler as RequestHandler
  const handle = handler.handle.bind(handler)
  Object.assign(handler, {
    handle: async (...given: Parameters<typeof handle>) => {
      open += 1
      most = Math.max(most, open)
      await new Promise(resolve => setTimeout(resolve, 5))
      open -= 1
      return handle(...given)
    },
  })
  await createIam(options).removeTemporaryProfile('packer-1')
  expect({ open, most }).toEqual({ open: 0, most: 1 })
})
