import type { Json } from '../../config/settings.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { ChosenStack } from '../choose.ts'
import type { GivenParameters } from '../parameters/given.ts'
import { type Evaluate, evaluator } from '../template/evaluate.ts'
import { asMap } from '../template/read-template.ts'
import type { Template } from '../template/template.ts'
import type { TemplateTree } from '../template/template-tree.ts'

interface Ordered {
  readonly chosen: ChosenStack
  readonly tree: TemplateTree
  readonly given: GivenParameters
}

/**
 * The stacks in an order in which each comes after those whose exports it imports; otherwise in the given order. Names
 * that only CloudFormation knows do not count.
 *
 * @throws ToolError STACKS_CIRCULAR
 */
export function inImportOrder<Stack extends Ordered>(stacks: readonly Stack[]): Stack[] {
  const parts = stacks.map(stack => ({ stack, ...partOf(stack) }))
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

function partOf({ chosen, tree, given }: Ordered): Part {
  const own = { ...sameForAll, 'AWS::StackName': chosen.stackName }
  const root = evaluator(tree.template, { ...valuesOf(tree.template, given), ...own })
  const exports = [...exportsOf(tree.template, root)]
  const imports = [...importsOf(tree.template, root)]
  // The parameters of nested stacks are known to CloudFormation only.
  for (const template of nestedIn(tree)) {
    const evaluate = evaluator(template, sameForAll)
    exports.push(...exportsOf(template, evaluate))
    imports.push(...importsOf(template, evaluate))
  }
  return { exports: new Set(exports), imports: new Set(imports) }
}

function nestedIn({ nested }: TemplateTree): Template[] {
  return nested.flatMap(({ tree }) => [tree.template, ...nestedIn(tree)])
}

function valuesOf({ parameters }: Template, { values }: GivenParameters): Record<string, string> {
  const entries = Object.entries(parameters).flatMap(([name, parameter]) => {
    const value = values[name]?.value ?? parameter.default
    return value === null ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}

/** Only names are compared, so any value does. */
const sameForAll = { 'AWS::Region': 'region', 'AWS::AccountId': 'account', 'AWS::Partition': 'aws' }

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
