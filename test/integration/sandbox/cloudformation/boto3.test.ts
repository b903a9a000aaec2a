import { homedir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { motoEnvironmentFolder, pythonOf } from '#sandbox/moto/environment.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures')

/** What test/fixtures/python/boto3-client.py prints. */
interface Seen {
  readonly status: string
  readonly tags: readonly object[]
  readonly outputs: Readonly<Record<string, string>>
  readonly again: string
  readonly unchanged: string
  readonly unknown: string
  readonly changes: readonly object[]
  readonly events: readonly (readonly [string, string])[]
  readonly protected: string
  readonly deleted: string
}

describe.skipIf(!canRunSandbox)('boto3', () => {
  let sandbox: TestSandbox
  let seen: Seen

  beforeAll(async () => {
    sandbox = await startSandbox()
    const argv = [join(fixtures, 'python/boto3-client.py'), join(fixtures, 'stacks/topics.yml')]
    const { stdout } = await execa(await pythonWithBoto3(), argv, {
      env: sandbox.environment,
      extendEnv: false,
    })
    seen = JSON.parse(stdout) as Seen
  })
  afterAll(() => sandbox?.remove())

  test('makes a stack with its tags and outputs', () => {
    expect(seen).toMatchObject({ status: 'CREATE_COMPLETE', tags: [{ Key: 'team', Value: 'a' }] })
    expect(seen.outputs.Told).toMatch(/^boto tells boto-Topic-/)
  })

  test('is refused in the words that it would hear', () => {
    expect(seen.again).toBe('AlreadyExistsException: Stack [boto] already exists')
    expect(seen.unchanged).toBe('ValidationError: No updates are to be performed.')
    expect(seen.unknown).toMatch(/^ValidationError: Stack .*absent.* does not exist$/)
    expect(seen.protected).toMatch(
      /^ValidationError: Stack \[boto\] cannot be deleted while TerminationProtection is enabled/,
    )
  })

  test('sees in a change set which property changes, from what to what', () => {
    const Target = { Name: 'DisplayName', BeforeValue: 'one', AfterValue: 'two', RequiresRecreation: 'Never' }
    const detail = { ChangeSource: 'ParameterReference', CausingEntity: 'Display' }
    const topic = { Action: 'Modify', LogicalResourceId: 'Topic', Replacement: 'False' }
    expect(seen.changes).toContainEqual(
      expect.objectContaining({
        ResourceChange: expect.objectContaining({
          ...topic,
          Details: expect.arrayContaining([
            expect.objectContaining({ ...detail, Target: expect.objectContaining(Target) }),
          ]),
        }),
      }),
    )
  })

  test('reads the events of both operations, and that the stack is gone', () => {
    const ofStack = seen.events.filter(([logicalId]) => logicalId === 'boto').map(([, status]) => status)
    expect(ofStack).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ])
    expect(seen.deleted).toBe('DELETE_COMPLETE')
  })
})

/** Moto's environment has it. */
async function pythonWithBoto3(): Promise<string> {
  const cacheHome = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const requirements = join(import.meta.dirname, '../../../../sandbox/moto/requirements.txt')
  return pythonOf(await motoEnvironmentFolder(join(cacheHome, 'packer-ecs/sandbox'), requirements))
}
