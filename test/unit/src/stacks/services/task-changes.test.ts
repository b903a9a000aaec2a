import { expect, test } from 'vitest'
import { type TaskDefinition, toTaskDefinition } from '#src/aws/task-definition.ts'
import { masking } from '#src/stacks/plan/masking.ts'
import { taskChanges as changesOf } from '#src/stacks/services/task-changes.ts'

const taskChanges = (before: TaskDefinition, after: TaskDefinition) => changesOf(before, after, masking([]))

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
  ['DB_PASS', 'hunter22'],
  ['PGPASS', 'hunter22'],
  ['DB_PWD', 'hunter22'],
  ['ENCRYPTION_KEY', 'abc'],
  ['STRIPE_KEY', 'abc'],
  ['PASSWORD_SALT', 'abc'],
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

test('passwords in commands and entry points are hidden, and their change is shown', () => {
  const command = (password: string) => [
    'serve',
    `--password=${password}`,
    '--token',
    password,
    `postgres://me:${password}@db/shop`,
    '--port',
    '80',
  ]
  const before = task({ command: command('old'), entryPoint: ['run', '--api-key', 'old'] })
  const after = task({ command: command('new'), entryPoint: ['run', '--api-key', 'new'] })
  const shown = 'serve --password=**** --token **** postgres://me:****@db/shop --port 80'
  expect(taskChanges(before, after)).toEqual([
    { what: 'app: command', before: shown, after: shown },
    { what: 'app: entry point', before: 'run --api-key ****', after: 'run --api-key ****' },
  ])
})

test('a value that only CloudFormation knows is shown in words', () => {
  const marker = '{{changeSet:KNOWN_AFTER_APPLY}}'
  const after = task({
    command: ['serve', `https://${marker}/`],
    environment: [{ name: 'QUEUE', value: marker }],
  })
  const unknown = '(known only while the change is applied)'
  expect(taskChanges(task({}), after)).toEqual([
    { what: 'app: command', before: null, after: `serve https://${unknown}/` },
    { what: 'app: environment QUEUE', before: null, after: unknown },
  ])
})

const registered = {
  healthCheck: { command: ['CMD', 'check'], interval: 30, timeout: 5, retries: 3 },
  mountPoints: [{ sourceVolume: 'data', containerPath: '/data', readOnly: false }],
  privileged: false,
  ulimits: [],
  systemControls: [],
  logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'web' }, secretOptions: [] },
}

test('the defaults that ECS adds to a registered task definition are no change', () => {
  const written = {
    healthCheck: { command: ['CMD', 'check'] },
    mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }],
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'web' } },
  }
  const efs = { rootDirectory: '/', transitEncryption: 'DISABLED' }
  const before = task(registered, {
    ...{
      networkMode: 'bridge',
      revision: 3,
      status: 'ACTIVE',
      placementConstraints: [],
      compatibilities: ['EC2'],
    },
    volumes: [
      { name: 'data', host: {} },
      { name: 'files', efsVolumeConfiguration: { ...efs, fileSystemId: 'fs-1' } },
    ],
  })
  const after = task(written, {
    volumes: [{ name: 'data' }, { name: 'files', eFSVolumeConfiguration: { filesystemId: 'fs-1' } }],
  })
  expect(taskChanges(before, after)).toEqual([])
})

test.each<[object, ...[string, string | null, string | null][]]>([
  [
    { healthCheck: { command: ['CMD', 'check'], interval: '10' } },
    ['app: health check', 'CMD check', 'CMD check (interval 10)'],
  ],
  [
    { mountPoints: [{ sourceVolume: 'data', containerPath: '/data', readOnly: 'true' }] },
    ['app: mount points', 'data on /data', 'data on /data (read-only)'],
  ],
  [
    { environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::b/web.env' }] },
    ['app: environment files', null, 'arn:aws:s3:::b/web.env'],
  ],
  [{ stopTimeout: '60' }, ['app: stop timeout', null, '60']],
  [{ user: '1000' }, ['app: user', null, '1000']],
  [{ ulimits: [{ name: 'nofile', softLimit: 1, hardLimit: 2 }] }, ['app: ulimits', null, 'changed']],
  [
    {
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'shop', mode: 'non-blocking' } },
    },
    ['app: log group', 'web', 'shop'],
    ['app: log option mode', null, 'non-blocking'],
  ],
  [
    { logConfiguration: { logDriver: 'splunk', options: { 'awslogs-group': 'web', 'splunk-token': 'abc' } } },
    ['app: log driver', 'awslogs', 'splunk'],
    ['app: log option splunk-token', null, '****'],
  ],
])('of the settings of a container the change to %j is shown', (given, ...expected) => {
  expect(taskChanges(task(registered), task({ ...registered, ...given }))).toEqual(
    expected.map(([what, from, to]) => ({ what, before: from, after: to })),
  )
})

test('volumes have their place on the instance, and other settings of the task only changed', () => {
  const volumes = (sourcePath: string) => ({ volumes: [{ name: 'data', host: { sourcePath } }] })
  const constraint = { type: 'memberOf', expression: 'attribute:role == web' }
  const after = task({}, { ...volumes('/srv/new'), placementConstraints: [constraint] })
  expect(taskChanges(task({}, volumes('/srv/old')), after)).toEqual([
    { what: 'volumes', before: 'data (/srv/old)', after: 'data (/srv/new)' },
    { what: 'placement constraints', before: null, after: 'changed' },
  ])
})
