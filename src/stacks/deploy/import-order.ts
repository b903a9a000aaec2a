import type { Json } from '../../config/settings.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { ChosenStack } from '../choose.ts'
import type { GivenParameters } from '../parameters/given.ts'
import { type Evaluate, evaluator } from '../template/evaluate.ts'
import { asMap } from '../template/read-template.ts'
import type { Template } from '../template/template.ts'

interface Ordered {
  readonly chosen: ChosenStack
  readonly template: Template
  readonly given: GivenParameters
}

/**
 * The stacks in an order in which each comes after those whose exports it imports; otherwise in the given order. Names
 * that only CloudFormation knows do not count.
 *
 * @throws ToolError STACKS_CIRCULAR
 */
export function inImportOrder<Stack extends Ordered>(stacks: readonly Stack[]): Stack[] {
  const parts = stacks.map(stack => {
    const evaluate = evaluatorOf(stack)
    return {
      stack,
      exports: exportsOf(stack.template, evaluate),
      imports: importsOf(stack.template, evaluate),
    }
  })
  const ordered: typeof parts = []
  let left = parts
  while (left.length > 0) {
    const next = left.find(one => !left.some(other => other !== one && imports(one, other)))
    if (next === undefined) throw circular(left.map(({ stack }) => stack.chosen.stack))
    ordered.push(next)
    left = left.filter(one => one !== next)
  }
  return ordered.map(({ stack }) => stack)
}

interface Part {
  readonly exports: ReadonlySet<string>
  readonly imports: ReadonlySet<string>
}

function imports(one: Part, other: Part): boolean {
  return [...one.imports].some(name => other.exports.has(name))
}

function evaluatorOf({ chosen, template, given }: Ordered): Evaluate {
  const values = Object.entries(template.parameters).flatMap(([name, parameter]) => {
    const value = given.values[name]?.value ?? parameter.default
    return value === null ? [] : [[name, value] as const]
  })
  return evaluator(template, { ...Object.fromEntries(values), 'AWS::StackName': chosen.stackName })
}

function exportsOf({ outputs }: Template, evaluate: Evaluate): Set<string> {
  return new Set(
    Object.values(outputs).flatMap(output => {
      const name = evaluate(asMap(asMap(output)?.Export)?.Name)
      return typeof name === 'string' ? [name] : []
    }),
  )
}

function importsOf({ resources, outputs }: Template, evaluate: Evaluate): Set<string> {
  const names = new Set<string>()
  const visit = (value: Json | undefined): void => {
    if (typeof value !== 'object' || value === null) return
    const name = evaluate(asMap(value)?.['Fn::ImportValue'])
    if (typeof name === 'string') names.add(name)
    for (const child of Object.values(value)) visit(child as Json)
  }
  for (const { properties } of Object.values(resources)) visit(properties)
  visit(outputs)
  return names
}

function circular(names: readonly string[]): ToolError {
  return new ToolError('STACKS_CIRCULAR', `the stacks ${names.join(', ')} import values of each other`, {
    why: 'CloudFormation creates a stack only if the values that it imports exist.',
    hint: 'Remove one of the imports, or deploy the stacks one by one.',
    exitStatus: 2,
  })
}
