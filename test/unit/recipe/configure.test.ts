import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['settings', 'proxy', 'configure'].map(part => `files/libexec/lib/${part}.sh`)
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-configure-'))
  await mkdir(join(folder, 'ecs'))
  await defaults({})
})

async function defaults(content: object): Promise<void> {
  await writeFile(join(folder, 'defaults.json'), JSON.stringify(content))
}

/** The first run up to ecs.config, with its files in a folder of the test. */
async function configure(environment: Record<string, string> = {}, fromEnvironment = 'no') {
  return await runBash(
    sources,
    `instance_file=${folder}/instance.env defaults_file=${folder}/defaults.json
    ecs_config=${folder}/ecs/ecs.config from_environment=${fromEnvironment}
    say() { :; }
    fail() { echo "$1"; exit 1; }
    read_settings
    write_ecs_config
    echo "$cluster|$stack|$group|$region|$time_limit|$proxy"`,
    { environment },
  )
}

async function ecsConfig(): Promise<string[]> {
  return (await readFile(join(folder, 'ecs/ecs.config'), 'utf8')).trimEnd().split('\n')
}

describe('ecs.config', () => {
  test('user data overrides existing lines, and those override baked defaults', async () => {
    await defaults({ agent: { ECS_A: 'baked', ECS_B: 'baked', ECS_C: 'baked' } })
    await writeFile(join(folder, 'ecs/ecs.config'), 'ECS_B=there\nECS_C=there\nECS_D=there\n')
    await writeFile(join(folder, 'instance.env'), 'ECS_CLUSTER=web\nECS_C=told\nSTACK_NAME=s\n')
    await configure()
    expect(await ecsConfig()).toEqual([
      'ECS_A=baked',
      'ECS_B=there',
      'ECS_C=told',
      'ECS_D=there',
      'ECS_CLUSTER=web',
    ])
  })

  test('is the same after a second run', async () => {
    await writeFile(join(folder, 'instance.env'), 'ECS_CLUSTER=web\n')
    await configure()
    const first = await ecsConfig()
    await configure()
    expect(await ecsConfig()).toEqual(first)
  })

  test('has no proxy when none is set', async () => {
    await writeFile(join(folder, 'instance.env'), 'ECS_CLUSTER=web\nPROXY_URL=\n')
    await configure()
    expect(await ecsConfig()).toEqual(['ECS_CLUSTER=web'])
  })

  test('has the proxy of user data without scheme, and every exception', async () => {
    await defaults({ proxy: { url: 'baked:1', noProxy: ['10.0.0.0/8'] } })
    await writeFile(
      join(folder, 'instance.env'),
      'ECS_CLUSTER=web\nPROXY_URL=http://told:3128/\nNO_PROXY=.corp\n',
    )
    await configure()
    expect(await ecsConfig()).toEqual([
      'ECS_CLUSTER=web',
      'HTTP_PROXY=told:3128',
      'NO_PROXY=169.254.169.254,169.254.170.2,/var/run/docker.sock,.corp,10.0.0.0/8',
    ])
  })
})

describe('the settings of an instance', () => {
  test('are read from the environment by the script that older stacks call', async () => {
    const told = {
      ECS_CLUSTER: 'web',
      STACK_NAME: 's',
      AUTOSCALING_GROUP: 'g',
      AWS_DEFAULT_REGION: 'r',
      OTHER: 'x',
    }
    expect((await configure(told, 'yes')).stdout).toBe('web|s|g|r|600|')
    expect(await ecsConfig()).toEqual(['ECS_CLUSTER=web'])
  })

  test('without a cluster are refused', async () => {
    await writeFile(join(folder, 'instance.env'), 'STACK_NAME=s\n')
    expect(await configure()).toMatchObject({ exitCode: 1, stdout: 'ECS_CLUSTER is not set' })
  })

  test('with a time limit that is not a number are refused', async () => {
    await writeFile(join(folder, 'instance.env'), 'ECS_CLUSTER=web\nFIRST_RUN_TIMEOUT=10m\n')
    expect(await configure()).toMatchObject({
      exitCode: 1,
      stdout: 'FIRST_RUN_TIMEOUT is "10m", not a number of seconds',
    })
  })

  test('with a proxy without a port are refused', async () => {
    await writeFile(join(folder, 'instance.env'), 'ECS_CLUSTER=web\nPROXY_URL=http://proxy\n')
    expect(await configure()).toMatchObject({ exitCode: 1, stdout: 'PROXY_URL has no port: proxy' })
  })

  test('override the baked time limit', async () => {
    await defaults({ firstRun: { timeoutSeconds: 300 } })
    await writeFile(join(folder, 'instance.env'), 'ECS_CLUSTER=web\n')
    expect((await configure()).stdout).toBe('web||||300|')
    await writeFile(join(folder, 'instance.env'), 'ECS_CLUSTER=web\nFIRST_RUN_TIMEOUT=20\n')
    expect((await configure()).stdout).toBe('web||||20|')
  })
})
