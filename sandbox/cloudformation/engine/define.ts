import { requiredCapabilities } from '../template/capabilities.ts'
import { assertOffered } from '../template/check-types.ts'
import { evaluateConditions } from '../template/evaluate.ts'
import { resolveParameters, ssmNames } from '../template/parameters.ts'
import { parseStoredTemplate, parseTemplate } from '../template/parse.ts'
import { checkRules } from '../template/rules.ts'
import type { Template } from '../template/template.ts'
import { ApiError } from '../types.ts'
import type { Core } from './core.ts'
import { type ApiInput, parametersOf, tagsOf, textOf, textsOf } from './input.ts'
import { assertReadable, type Refusal } from './readable.ts'
import { pseudoParameters } from './scope.ts'
import type { Definition, Stack } from './stack.ts'

/**
 * The definition that a call asks for. Values that the call omits stay the same.
 * @param refusal the rights of the caller; undefined for a nested stack and for an administrator
 * @throws ApiError in CloudFormation's words
 */
export async function define(
  input: ApiInput,
  stack: Pick<Stack, 'id' | 'name' | 'region' | 'definition'>,
  { accountId, lookUp, readTemplate }: Pick<Core, 'accountId' | 'lookUp' | 'readTemplate'>,
  refusal?: Refusal,
): Promise<Definition> {
  const before = stack.definition
  const template = await templateOf(input, before, readTemplate)
  const capabilities = textsOf(input, 'Capabilities')
  // Who reviews a change set sees what the transform makes of the template.
  const isReviewed = input.ChangeSetName !== undefined
  assertCapabilities(template, capabilities, isReviewed)
  const given = parametersOf(input)
  const previous = before?.values ?? null
  if (refusal !== undefined) await assertReadable(template, given, previous, refusal)
  const { parameters: found } = await lookUp(stack.region, ssmNames(template, given, previous))
  const { values, resolved } = resolveParameters(template, given, previous, name => found[name])
  const notificationArns =
    input.NotificationARNs === undefined
      ? (before?.notificationArns ?? [])
      : textsOf(input, 'NotificationARNs')
  const pseudo = pseudoParameters(stack, accountId, notificationArns)
  checkRules(template, { parameters: resolved, pseudo })
  const conditions = evaluateConditions(template, resolved, pseudo)
  assertOffered(template, conditions)
  return {
    template,
    values,
    parameters: resolved,
    conditions,
    tags: tagsOf(input) ?? before?.tags ?? {},
    capabilities,
    notificationArns,
    roleArn: textOf(input, 'RoleARN') ?? before?.roleArn ?? null,
  }
}

export async function templateOf(
  input: ApiInput,
  before: Definition | null,
  readTemplate: Core['readTemplate'],
): Promise<Template> {
  const body = textOf(input, 'TemplateBody')
  const given = valuesOf(input, before)
  if (body !== undefined) return parseTemplate(body, given)
  if (input.UsePreviousTemplate === true && before !== null) {
    const { template } = before
    return template.isExtended ? parseStoredTemplate(template.body, given) : template
  }
  const url = textOf(input, 'TemplateURL')
  if (url !== undefined) return parseStoredTemplate(await readTemplate(url), given)
  throw new ApiError('ValidationError', 'Either Template URL or Template Body must be specified.')
}

/** Values that loops of a template can use. */
function valuesOf(input: ApiInput, before: Definition | null): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parametersOf(input).flatMap(
      ({ ParameterKey: name, ParameterValue: value, UsePreviousValue: isPrevious }) => {
        const kept = isPrevious === true ? before?.values[name] : value
        return kept === undefined ? [] : [[name, String(kept)] as const]
      },
    ),
  )
}

function assertCapabilities(template: Template, given: readonly string[], isReviewed: boolean): void {
  const needed = requiredCapabilities(template)
  const all = template.isExtended && !isReviewed ? [...needed, 'CAPABILITY_AUTO_EXPAND'] : needed
  const missing = all.filter(
    one => !given.includes(one) && !(one === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  )
  if (missing.length === 0) return
  throw new ApiError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`)
}
