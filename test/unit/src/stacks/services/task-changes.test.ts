import { expect, test } from 'vitest'
import { toTaskDefinition } from '#src/aws/task-definition.ts'
import { taskChanges } from '#src/stacks/services/task-changes.ts'

function task(container: object, more: object = {}) {
  return toTaskDefinition({ containerDefinitions: [{ name: 'app', ...container }], ...more })
}

test('the registered form and the form of a template of the same task do not differ', () => {
  const registered = task({
    cpu: 256,
    essential: true,
    environment: [],
    portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }],
  })
  expect(taskChanges(registered, task({ cpu: '256', portMappings: [{ containerPort: '80' }] }))).toEqual([])
})

test.each([
  [{ cpu: 1 }, { cpu: 2 }, ['app: CPU', '1', '2']],
  [{ memory: 64 }, { memory: 128 }, ['app: memory', '64', '128']],
  [{ command: ['a', 'b'] }, {}, ['app: command', 'a b', null]],
  [{}, { portMappings: [{ containerPort: 80, hostPort: 8080 }] }, ['app: ports', null, '80 on 8080/tcp']],
  [
    { environment: [{ name: 'MODE', value: 'a' }] },
    { environment: [{ name: 'MODE', value: 'b' }] },
    ['app: environment MODE', 'a', 'b'],
  ],
  [{}, { secrets: [{ name: 'DB', valueFrom: 'arn:s' }] }, ['app: secret DB', null, 'arn:s']],
])('from %j to %j', (before, after, [what, from, to]) => {
  expect(taskChanges(task(before), task(after))).toEqual([{ what, before: from, after: to }])
})

test.each([
  ['DB_PASSWORD', 'hunter22'],
  ['API_TOKEN', 'abc'],
  ['DATABASE_URL', 'postgres://me:hunter22@db/shop'],
])('the value of %s is hidden', (name, value) => {
  const [change] = taskChanges(task({}), task({ environment: [{ name, value }] }))
  expect(change).toEqual({ what: `app: environment ${name}`, before: null, after: '****' })
})

test('names containers that come and go', () => {
  const other = toTaskDefinition({ containerDefinitions: [{ name: 'web' }] })
  expect(taskChanges(task({}), other)).toEqual([
    { what: 'container app', before: 'removed', after: null },
    { what: 'container web', before: null, after: 'added' },
  ])
})

test('a role that CloudFormation creates is no change', () => {
  const before = task({}, { taskRoleArn: 'arn:role' })
  expect(taskChanges(before, task({}, { taskRoleArn: '{{changeSet:KNOWN_AFTER_APPLY}}' }))).toEqual([])
  expect(taskChanges(before, task({}, { taskRoleArn: 'arn:other' }))).toMatchObject([{ what: 'task role' }])
})
