import { describe, expect, test } from 'vitest'
import { evaluateInAgent } from '#test/helpers/agent-module.ts'

const image = {
  Env: ['GREETING=hello', 'PATH=/bin'],
  Entrypoint: ['/entry'],
  Cmd: ['serve'],
  WorkingDir: '/app',
}
const root = { uid: 0, gid: 0 }

interface Configuration {
  readonly process: {
    readonly args: readonly string[]
    readonly env: readonly string[]
    readonly cwd: string
    readonly capabilities: { readonly bounding: readonly string[]; readonly effective: readonly string[] }
  }
  readonly root: { readonly readonly: boolean }
  readonly mounts: readonly { readonly destination: string; readonly options?: readonly string[] }[]
  readonly linux: { readonly namespaces: readonly object[]; readonly maskedPaths?: readonly string[] }
}

const configure = async (definition: object, user: object = root): Promise<Configuration> =>
  (await evaluateInAgent(
    'bundle',
    `bundle.configuration(given["definition"], given["image"], given["user"], bundle.Surroundings(
       "host", {"GREETING": "own"}, [("/data", "/public", True)], "/run/netns/x"))`,
    { definition, image, user },
  )) as Configuration

describe('the command', () => {
  const command = (definition: object) =>
    evaluateInAgent('bundle', 'bundle.command_of(given["definition"], given["image"])', { definition, image })

  test('is that of the image', async () => {
    expect(await command({})).toEqual(['/entry', 'serve'])
  })

  test('of the task definition follows the entry point of the image', async () => {
    expect(await command({ command: ['check'] })).toEqual(['/entry', 'check'])
  })

  test('of the image is dropped with its entry point', async () => {
    expect(await command({ entryPoint: ['/other'] })).toEqual(['/other'])
  })
})

describe('the user', () => {
  const user = (text: string) =>
    evaluateInAgent('bundle', 'bundle.user_of(given["text"], given["passwd"], given["group"])', {
      text,
      passwd: 'root:x:0:0::/:/bin/sh\nweb:x:1001:1002::/:/bin/sh\n',
      group: 'web:x:1002:\nextra:x:1003:web\n',
    })

  test('has the ids of the image', async () => {
    expect(await user('')).toEqual({ uid: 0, gid: 0 })
    expect(await user('web')).toEqual({ uid: 1001, gid: 1002, additionalGids: [1003] })
    expect(await user('web:extra')).toEqual({ uid: 1001, gid: 1003 })
  })

  test('may be a number that the image does not know', async () => {
    expect(await user('5000:6000')).toEqual({ uid: 5000, gid: 6000 })
  })

  test('is refused if the image does not know the name', async () => {
    await expect(user('nginx')).rejects.toThrow(
      'unable to find user nginx: no matching entries in passwd file',
    )
  })
})

test('variables of the task replace those of the image', async () => {
  const { env } = (await configure({})).process
  expect(env).toContain('GREETING=own')
  expect(env).toContain('PATH=/bin')
})

test('mounts, directory, and a read-only root are passed to the runtime', async () => {
  const { mounts, root, process } = await configure({
    readonlyRootFilesystem: true,
    workingDirectory: '/srv',
  })
  expect(mounts.at(-1)).toMatchObject({ destination: '/public', options: ['rbind', 'rprivate', 'ro'] })
  expect(root.readonly).toBe(true)
  expect(process.cwd).toBe('/srv')
})

test('only root has effective capabilities', async () => {
  expect((await configure({})).process.capabilities.effective).toContain('CAP_CHOWN')
  expect((await configure({}, { uid: 1001, gid: 1002 })).process.capabilities.effective).toEqual([])
})

test('capabilities can be added and dropped', async () => {
  const change = { capabilities: { add: ['NET_ADMIN'], drop: ['CHOWN'] } }
  const { bounding } = (await configure({ linuxParameters: change })).process.capabilities
  expect(bounding).toContain('CAP_NET_ADMIN')
  expect(bounding).not.toContain('CAP_CHOWN')
})

test('there are no limits that the control groups of a machine would have to enforce', async () => {
  const configuration = await configure({
    cpu: 256,
    memory: 128,
    ulimits: [{ name: 'nofile', hardLimit: 5 }],
  })
  expect(configuration.linux).not.toHaveProperty('resources')
  expect(configuration.process).not.toHaveProperty('rlimits')
})

test('no container can create device files, because no control group closes them', async () => {
  const definitions = [
    {},
    { privileged: true },
    { linuxParameters: { capabilities: { add: ['MKNOD', 'ALL'] } } },
  ]
  for (const definition of definitions) {
    expect((await configure(definition)).process.capabilities.bounding).not.toContain('CAP_MKNOD')
  }
})
