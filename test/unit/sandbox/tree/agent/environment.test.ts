import { expect, test } from 'vitest'
import { evaluateInAgent } from '#test/helpers/agent-module.ts'

test('RunTask overrides command, memory and variables of a container', async () => {
  const definition = {
    name: 'web',
    command: ['serve'],
    memory: 128,
    environment: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
  }
  const overrides = {
    containerOverrides: [{ name: 'web', command: ['migrate'], environment: [{ name: 'B', value: '3' }] }],
  }
  expect(
    await evaluateInAgent('environment', 'environment.overridden(given["definition"], given["overrides"])', {
      definition,
      overrides,
    }),
  ).toMatchObject({
    command: ['migrate'],
    memory: 128,
    environment: [
      { name: 'A', value: '1' },
      { name: 'B', value: '3' },
    ],
  })
})

test('/etc/hosts has the API, the container itself, and extraHosts, but not the name of the machine', async () => {
  const machine =
    '127.0.0.1 localhost\n10.0.0.9 ip-10-0-0-9.ec2.internal # sandbox\n10.0.0.1 aws.sandbox # sandbox\n'
  const definition = { extraHosts: [{ hostname: 'db', ipAddress: '10.1.1.1' }] }
  expect(
    await evaluateInAgent(
      'environment',
      'environment.hosts(given["definition"], "172.17.0.2", "web", given["machine"])',
      { definition, machine },
    ),
  ).toBe('127.0.0.1\tlocalhost\n10.0.0.1 aws.sandbox # sandbox\n172.17.0.2\tweb\n10.1.1.1\tdb\n')
})

test('a container and its task have limits of memory, which RunTask overrides', async () => {
  const limits = (definition: object, task: object, overrides: object) =>
    evaluateInAgent(
      'environment',
      '[environment.memory_bytes(given["definition"]), environment.task_memory_bytes(given["task"], given["overrides"])]',
      { definition, task, overrides },
    )
  expect(await limits({ memory: 64 }, { memory: '512' }, {})).toEqual([64 * 1024 * 1024, 512 * 1024 * 1024])
  expect(await limits({ memoryReservation: 64 }, {}, {})).toEqual([null, null])
  expect(await limits({}, { memory: '512' }, { memory: '256' })).toEqual([null, 256 * 1024 * 1024])
})

test('failures of a health check count after the start period, and in a row', async () => {
  const judge = (health: string, failures: number, isGood: boolean, inStartPeriod = false) =>
    evaluateInAgent(
      'health',
      'health.judge(given["health"], given["failures"], given["isGood"], given["inStartPeriod"], 3)',
      { health, failures, isGood, inStartPeriod },
    )
  expect(await judge('UNKNOWN', 2, false, true)).toEqual(['UNKNOWN', 0])
  expect(await judge('HEALTHY', 1, false)).toEqual(['HEALTHY', 2])
  expect(await judge('HEALTHY', 2, false)).toEqual(['UNHEALTHY', 3])
  expect(await judge('UNHEALTHY', 5, true)).toEqual(['HEALTHY', 0])
})

test('a check is a shell command or a program with arguments', async () => {
  const command = (...words: string[]) =>
    evaluateInAgent('health', 'health.command_of({"command": given["words"]})', { words })
  expect(await command('CMD-SHELL', 'curl -f localhost')).toEqual(['/bin/sh', '-c', 'curl -f localhost'])
  expect(await command('CMD', 'check', '-v')).toEqual(['check', '-v'])
})

test('credentials are served in the form of the metadata service', async () => {
  const role = { roleArn: 'r', accessKeyId: 'a', secretAccessKey: 's', token: 't', expiration: 1893456000.5 }
  expect(await evaluateInAgent('roles', 'roles.as_metadata(given["role"])', { role })).toMatchObject({
    AccessKeyId: 'a',
    Expiration: '2030-01-01T00:00:00Z',
  })
})
