import type { Json } from '../types.ts'
import { conditionsIn, type Reference, referencesIn } from './references.ts'
import type { Template } from './template.ts'
import { validationError } from './validation-error.ts'

/** Parameters that CloudFormation predefines. */
export const pseudoParameters = [
  ...['AWS::AccountId', 'AWS::NoValue', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::Region'],
  ...['AWS::StackId', 'AWS::StackName', 'AWS::URLSuffix'],
]

/**
 * Checks that a template declares every name that it uses.
 * @throws ApiError `ValidationError` for the first block with an undeclared name
 */
export function checkReferences(template: Template): void {
  const parameters = new Set([...Object.keys(template.parameters), ...pseudoParameters])
  const resources = Object.entries(template.resources)
  const outputs = Object.values(template.outputs)
  checkBlock(template, parameters, 'Resources', {
    references: [
      ...resources.flatMap(([, { dependsOn }]) => dependsOn.map(target => ({ target, attribute: null }))),
      ...resources.flatMap(([, { type, condition, dependsOn, ...values }]) => referencesIn(values)),
    ],
    conditions: resources.flatMap(([, { condition, type, dependsOn, ...values }]) => [
      ...(condition === null ? [] : [condition]),
      ...conditionsIn(values),
    ]),
  })
  checkBlock(template, parameters, 'Outputs', {
    references: outputs.flatMap(({ value, exportName }) => referencesIn([value, exportName])),
    conditions: outputs.flatMap(({ value, condition }) => [
      ...(condition === null ? [] : [condition]),
      ...conditionsIn(value),
    ]),
  })
  checkConditions(template, parameters)
}

function checkBlock(
  template: Template,
  parameters: ReadonlySet<string>,
  block: string,
  named: { readonly references: readonly Reference[]; readonly conditions: readonly string[] },
): void {
  const unresolved = named.references
    .filter(
      ({ target, attribute }) =>
        !(target in template.resources) && !(attribute === null && parameters.has(target)),
    )
    .map(({ target }) => target)
  if (unresolved.length > 0) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${[...new Set(unresolved)].join(', ')}] in the ${block} block of the template`,
    )
  }
  const condition = named.conditions.find(name => !(name in template.conditions))
  if (condition !== undefined) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${condition} in the ${block} block of the template`,
    )
  }
}

function checkConditions({ conditions }: Template, parameters: ReadonlySet<string>): void {
  const values: Json = conditions
  const unresolved = referencesIn(values).find(({ target }) => !parameters.has(target))
  if (unresolved !== undefined) {
    throw validationError(
      `Template format error: Unresolved dependencies [${unresolved.target}]. Cannot reference resources in the Conditions block of the template`,
    )
  }
  const name = conditionsIn(values).find(condition => !(condition in conditions))
  if (name !== undefined) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`,
    )
  }
}
