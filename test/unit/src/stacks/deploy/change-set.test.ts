import { describe, expect, test } from 'vitest'
import type { ChangeSetRequest } from '#src/aws/cloudformation.ts'
import type { ChangeSet } from '#src/aws/stack.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { changeSetParameters, makeChangeSet, NestedPlanError } from '#src/stacks/deploy/change-set.ts'
import type { ParameterSource } from '#src/stacks/parameters/parameter-value.ts'
import { fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { change } from '#test/unit/src/stacks/plan/change.ts'

describe('the parameters of a change set', () => {
  const parameters = (source: ParameterSource) =>
    changeSetParameters({ Key: { value: 'a', source, noEcho: false } })

  test('a value that the stack has is kept without repeating it, as its text may be hidden', () => {
    expect(parameters({ kind: 'previous' })).toEqual([{ name: 'Key', usePrevious: true }])
  })

  test('a default of the template is left to the template', () => {
    expect(parameters({ kind: 'default' })).toEqual([])
  })

  test.each<ParameterSource>([{ kind: 'flag' }, { kind: 'network' }, { kind: 'ami', image: 'ecs' }])(
    'a value from $kind is passed',
    source => {
      expect(parameters(source)).toEqual([{ name: 'Key', value: 'a' }])
    },
  )
})

describe('creating a change set', () => {
  const request: ChangeSetRequest = {
    stackName: 'fleet',
    kind: 'UPDATE',
    name: 'one',
    description: '',
    template: { body: '{}' },
    includesNested: false,
    parameters: [],
    capabilities: [],
    tags: {},
    role: null,
    notificationTopics: [],
    token: 't',
  }

  /** The states in which CloudFormation reports the change set, one after the other. */
  function make(states: readonly (Partial<ChangeSet> | undefined)[], client: object = {}) {
    const cloudFormation = fakeCloudFormation(undefined)
    const left = [...states]
    Object.assign(cloudFormation.client, {
      changeSet: async () => {
        const state = left.shift()
        return state && { id: 'one', name: 'one', stackId: 's', statusReason: null, changes: [], ...state }
      },
      ...client,
    })
    return makeChangeSet(request, 'cluster', fakeContext(cloudFormation).context)
  }

  /** A call that AWS rejects. */
  const rejected = (name: string, message: string) => ({
    createChangeSet: async () => {
      const cause = Object.assign(new Error(message), { name })
      throw new ToolError('AWS_CALL_FAILED', message, { hint: '', cause })
    },
  })

  test('looks again only after a wait', async () => {
    let looks = 0
    let waits = 0
    const cloudFormation = fakeCloudFormation(undefined)
    const { context } = fakeContext(cloudFormation)
    Object.assign(cloudFormation.client, {
      changeSet: async () => {
        looks += 1
        if (looks > 3) throw new Error('looked without a wait')
        const status = waits === 0 ? 'CREATE_PENDING' : 'CREATE_COMPLETE'
        return { id: 'one', name: 'one', stackId: 's', status, statusReason: null, changes: [] }
      },
    })
    const sleep = () =>
      new Promise<void>(wake =>
        setTimeout(() => {
          waits += 1
          wake()
        }, 10),
      )
    await makeChangeSet(request, 'cluster', { ...context, clock: { ...context.clock, sleep } })
    expect({ looks, waits }).toEqual({ looks: 2, waits: 1 })
  })

  test('waits until it is complete', async () => {
    const made = await make([
      { status: 'CREATE_PENDING' },
      { status: 'CREATE_IN_PROGRESS' },
      { status: 'CREATE_COMPLETE' },
    ])
    expect(made.changeSet?.status).toBe('CREATE_COMPLETE')
  })

  test('has the changes in nested stacks after those of the stack that contains them', async () => {
    const inner = { status: 'CREATE_COMPLETE', changes: [change({ logicalId: 'Logs' })] }
    const outer = [change({ logicalId: 'Inner', changeSetId: 'two' }), change({ logicalId: 'Note' })]
    const { changeSet } = await make([{ status: 'CREATE_COMPLETE', changes: outer }, inner])
    expect(changeSet?.changes.map(({ logicalId, nestedIn }) => [...nestedIn, logicalId].join('/'))).toEqual([
      'Inner',
      'Inner/Logs',
      'Note',
    ])
  })

  test('reports why the innermost nested stack cannot be planned', async () => {
    const failing = (name: string) => ({
      status: 'FAILED' as const,
      statusReason: `Nested change set arn:aws:cloudformation:eu-west-1:1:changeSet/${name}/1 was not successfully created: Currently in FAILED.`,
    })
    const states = [failing('child'), failing('grandchild'), { status: 'FAILED', statusReason: 'S3 error' }]
    await expect(make(states as Partial<ChangeSet>[])).rejects.toThrow(/^S3 error$/)
  })

  test('reports apart from other failures that a nested stack cannot be planned', async () => {
    const statusReason = 'Nested change set arn was not successfully created: Currently in FAILED.'
    await expect(make([{ status: 'FAILED', statusReason }])).rejects.toThrow(NestedPlanError)
  })

  test.each(["The submitted information didn't contain changes.", 'No updates are to be performed.'])(
    'finds nothing to change: %s',
    async statusReason => {
      expect(await make([{ status: 'FAILED', statusReason }])).toMatchObject({ changeSet: null })
    },
  )

  test('fails with the reason and what the validation of each resource reports', async () => {
    const validationFailures = async () => [{ logicalId: 'Logs', reason: 'already exists' }]
    await expect(
      make([{ status: 'FAILED', statusReason: 'validation failed' }], { validationFailures }),
    ).rejects.toMatchObject({
      code: 'CHANGE_SET_FAILED',
      message: 'CloudFormation cannot plan the change of fleet: validation failed',
      details: ['Logs: already exists'],
    })
  })

  test('fails without a reason', async () => {
    await expect(make([{ status: 'FAILED' }])).rejects.toThrow(/no reason given$/)
  })

  test('fails when the change set is deleted meanwhile', async () => {
    await expect(make([{ status: 'CREATE_PENDING' }, undefined])).rejects.toThrow(/was deleted while/)
  })

  test('names the capabilities that the configuration lacks', async () => {
    const message = 'Requires capabilities : [CAPABILITY_NAMED_IAM]'
    await expect(make([], rejected('InsufficientCapabilitiesException', message))).rejects.toMatchObject({
      code: 'CAPABILITY_MISSING',
      message: 'stacks.cluster.capabilities lacks CAPABILITY_NAMED_IAM',
    })
  })

  test('explains a template that CloudFormation rejects', async () => {
    await expect(make([], rejected('ValidationError', 'unresolved Ref'))).rejects.toMatchObject({
      code: 'CHANGE_SET_FAILED',
      message: expect.stringContaining('unresolved Ref'),
    })
  })

  test('passes on every other error of AWS as it is', async () => {
    await expect(make([], rejected('AccessDenied', 'not authorized'))).rejects.toMatchObject({
      code: 'AWS_CALL_FAILED',
    })
    const createChangeSet = async () => {
      throw new ToolError('NO_CREDENTIALS', 'none', { hint: '' })
    }
    await expect(make([], { createChangeSet })).rejects.toMatchObject({ code: 'NO_CREDENTIALS' })
  })
})
