import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { run } from '#src/commands/watch/run.ts'
import type { Project } from '#src/config/settings.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeRunContext } from '#test/helpers/run-context.ts'
import { chosen } from '#test/unit/src/stacks/parameter.ts'

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => vi.restoreAllMocks())

const { settings } = chosen({}, 'dev.cfg')
const cluster = { ...settings, parameterFiles: { dev: 'dev.cfg' } }
const project = {
  name: 'fleet',
  file: '/p/packer-ecs.yaml',
  folder: '/p',
  stacks: { cluster },
} as unknown as Project

/** What a watch without credentials reports. */
function watch(stack: string | undefined, configuration: Project | undefined) {
  return run({
    arguments: { stack },
    options: { quiet: true },
    projectIfAny: async () => configuration,
    connect: () => Promise.reject(new ToolError('NO_REGION', 'no region', { hint: '', exitStatus: 2 })),
  } as never)
}

test.each<[string, string | undefined, Project | undefined, string | null, string | null]>([
  ['of the configuration', 'cluster', project, 'cluster', 'dev'],
  ['that is the only one of the configuration', undefined, project, 'cluster', 'dev'],
  ['that the configuration does not have', 'other', project, null, null],
  ['without a configuration', 'cluster', undefined, null, null],
])('a stack %s', async (_, named, configuration, stack, environment) => {
  const { document, exitStatus } = await watch(named, configuration)
  expect(document).toMatchObject({ outcome: 'failed', stack, environment, error: { code: 'NO_REGION' } })
  expect(exitStatus).toBe(2)
})

test('no stack and no configuration', async () => {
  await expect(watch(undefined, undefined)).rejects.toMatchObject({ code: 'STACK_NOT_CHOSEN', exitStatus: 2 })
})

test('a stack can be watched without a configuration', async () => {
  const { client } = fakeCloudFormation(undefined)
  const { document } = await run({
    arguments: { stack: 'fleet' },
    options: { quiet: true },
    projectIfAny: async () => undefined,
    connect: async () => ({
      ...fakeRunContext().context,
      clients: { cloudFormation: async () => client },
    }),
  } as never)
  expect(document.error?.code).toBe('STACK_NOT_FOUND')
})
