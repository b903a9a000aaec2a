import { type ApiAnswer, apiError, errorAnswer, queryAnswer } from '../../gateway/api-answer.ts'
import type { ApiRequest } from '../../gateway/api-request.ts'
import type { Caller } from '../../sts/caller.ts'
import type { CallContext } from '../engine/operations.ts'
import { assertTemplateReadable, type Refusal } from '../engine/readable.ts'
import { ApiError } from '../types.ts'
import { type Action, isAction } from './actions.ts'
import type { Delegates } from './delegates.ts'
import { structured } from './parameters.ts'
import { toXml } from './xml.ts'

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/'

/** A method for each action: from the parameters of the call to the content of the response. */
export type Engine = Readonly<
  Record<Uncapitalize<Action>, (input: Record<string, unknown>, context: CallContext) => unknown>
>

type Input = Record<string, unknown>

export interface CloudFormationOptions {
  readonly engine: Engine
  /** The identities that stacks act as. */
  readonly delegates: Delegates
  /** The S3 object of a TemplateURL; undefined for any other URL. */
  readonly objectBehind: (url: string) => { readonly bucket: string; readonly key: string } | undefined
}

/** Answers calls of CloudFormation's API. `caller` is undefined for a call with an instance's identity document. */
export function createCloudFormationApi({
  engine,
  delegates,
  objectBehind,
}: CloudFormationOptions): (
  request: ApiRequest,
  caller: Caller | undefined,
  refusal?: Refusal,
) => Promise<ApiAnswer> {
  /** A call can identify a change set by its ARN alone. */
  async function withStackName(input: Input, region: string): Promise<Input> {
    if (input.StackName !== undefined || input.ChangeSetName === undefined) return input
    return { ...input, ...((await engine.describeChangeSet(input, { region })) as { StackName: string }) }
  }

  return async (request, caller, refusal) => {
    const { action, region, protocol } = request
    if (!isAction(action)) {
      const message = `Could not find operation ${action} for version 2010-05-15`
      return errorAnswer(protocol, apiError('InvalidAction', message))
    }
    const input = structured(request.parameters)
    try {
      if (caller !== undefined) delegates.remember(action, region, await withStackName(input, region), caller)
      const template = typeof input.TemplateURL === 'string' ? objectBehind(input.TemplateURL) : undefined
      if (template !== undefined && refusal !== undefined) await assertTemplateReadable(template, refusal)
      const output = await engine[methodOf(action)](input, { region, refusal })
      return answer(action, output as object | undefined)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return errorAnswer(protocol, apiError(error.code, error.message))
    }
  }
}

function methodOf<Name extends string>(action: Name): Uncapitalize<Name> {
  return `${action.charAt(0).toLowerCase()}${action.slice(1)}` as Uncapitalize<Name>
}

function answer(action: string, output: object | undefined): ApiAnswer {
  const result = output === undefined ? '' : `<${action}Result>${toXml(output)}</${action}Result>`
  return queryAnswer(namespace, action, result)
}
