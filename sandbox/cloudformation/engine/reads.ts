import { requiredCapabilities } from '../template/capabilities.ts'
import type { Template } from '../template/template.ts'
import { ApiError } from '../types.ts'
import type { Core } from './core.ts'
import { templateOf } from './define.ts'
import { type ApiInput, requiredText, textOf, textsOf } from './input.ts'
import type { CallContext } from './operations.ts'
import { page } from './page.ts'
import type { Resource, Stack } from './stack.ts'
import { resourceOutput, stackOutput, stackSummary } from './stack-output.ts'
import { exportsIn, findStack, importersOf } from './store.ts'

const pageSize = 100
/** DescribeStackResources has no pages. */
const describedResources = 100

/** The calls that read only. */
export function createReads({ stacks, readTemplate }: Core) {
  const find = (input: ApiInput, region: string) =>
    findStack(stacks, region, requiredText(input, 'StackName'))

  function resourceOf(stack: Stack, input: ApiInput): Resource {
    const logicalId = requiredText(input, 'LogicalResourceId')
    const resource = stack.resources[logicalId]
    if (resource !== undefined) return resource
    throw new ApiError('ValidationError', `Resource ${logicalId} does not exist for stack ${stack.name}`)
  }

  return {
    describeStacks(input: ApiInput, { region }: CallContext) {
      const named = textOf(input, 'StackName')
      if (named !== undefined) return { Stacks: [stackOutput(findStack(stacks, region, named))] }
      const live = [...stacks.values()].filter(
        stack => stack.region === region && stack.status !== 'DELETE_COMPLETE',
      )
      const { items, next } = page(live.toReversed(), input, pageSize)
      return { Stacks: items.map(stackOutput), NextToken: next }
    },

    listStacks(input: ApiInput, { region }: CallContext) {
      const statuses = textsOf(input, 'StackStatusFilter')
      const wanted = [...stacks.values()].filter(
        stack => stack.region === region && (statuses.length === 0 || statuses.includes(stack.status)),
      )
      const { items, next } = page(wanted.toReversed(), input, pageSize)
      return { StackSummaries: items.map(stackSummary), NextToken: next }
    },

    describeStackResources(input: ApiInput, { region }: CallContext) {
      const physicalId = textOf(input, 'PhysicalResourceId')
      const stack =
        physicalId === undefined ? find(input, region) : findByPhysicalId(stacks.values(), physicalId)
      const logicalId = textOf(input, 'LogicalResourceId')
      const resources = Object.values(stack.resources)
        .filter(resource => logicalId === undefined || resource.logicalId === logicalId)
        .map(resource => ({ ...resourceOutput(stack, resource), Timestamp: resource.updatedAt }))
      return { StackResources: resources.slice(0, describedResources) }
    },

    describeStackResource(input: ApiInput, { region }: CallContext) {
      const stack = find(input, region)
      const resource = resourceOf(stack, input)
      const metadata = stack.definition?.template.resources[resource.logicalId]?.metadata ?? null
      const detail = { ...resourceOutput(stack, resource), LastUpdatedTimestamp: resource.updatedAt }
      return {
        StackResourceDetail:
          metadata === null ? detail : { ...detail, Metadata: JSON.stringify(resource.metadata, asText) },
      }
    },

    listStackResources(input: ApiInput, { region }: CallContext) {
      const stack = find(input, region)
      const { items, next } = page(Object.values(stack.resources), input, pageSize)
      const summaries = items.map(resource => {
        const { StackName: _name, StackId: _id, ...summary } = resourceOutput(stack, resource)
        return { ...summary, LastUpdatedTimestamp: resource.updatedAt }
      })
      return { StackResourceSummaries: summaries, NextToken: next }
    },

    getTemplate(input: ApiInput, { region }: CallContext) {
      const body = find(input, region).definition?.template.body
      return { TemplateBody: body ?? '', StagesAvailable: ['Original', 'Processed'] }
    },

    async getTemplateSummary(input: ApiInput, { region }: CallContext) {
      const stack = textOf(input, 'StackName') === undefined ? null : find(input, region)
      const template = stack?.definition?.template ?? (await templateOf(input, null, readTemplate))
      return { ...summaryOf(template), ResourceTypes: typesOf(template) }
    },

    async validateTemplate(input: ApiInput) {
      const summary = summaryOf(await templateOf(input, null, readTemplate))
      return { ...summary, Parameters: summary.Parameters.map(({ ParameterType, ...others }) => others) }
    },

    listExports(input: ApiInput, { region }: CallContext) {
      const { items, next } = page(exportsIn(stacks, region), input, pageSize)
      const exports = items.map(({ name, value, stackId }) => ({
        ExportingStackId: stackId,
        Name: name,
        Value: value,
      }))
      return { Exports: exports, NextToken: next }
    },

    listImports(input: ApiInput, { region }: CallContext) {
      const name = requiredText(input, 'ExportName')
      const importers = importersOf(stacks, region, name)
      if (importers.length > 0) return { Imports: importers }
      throw new ApiError('ValidationError', `Export '${name}' is not imported by any stack.`)
    },
  }
}

/** Numbers and booleans of metadata are text: cfn-init accepts a `mode` only as text, and YAML reads 000400 as 256. */
function asText(_key: string, value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

function findByPhysicalId(stacks: Iterable<Stack>, physicalId: string): Stack {
  for (const stack of stacks) {
    if (Object.values(stack.resources).some(resource => resource.physicalId === physicalId)) return stack
  }
  throw new ApiError('ValidationError', `Stack for ${physicalId} does not exist`)
}

function summaryOf(template: Template) {
  const capabilities = requiredCapabilities(template)
  return {
    Parameters: Object.entries(template.parameters).map(([key, parameter]) => ({
      ParameterKey: key,
      DefaultValue: parameter.defaultValue ?? undefined,
      ParameterType: parameter.type,
      NoEcho: parameter.noEcho,
      Description: parameter.description ?? undefined,
    })),
    Description: template.description ?? undefined,
    Capabilities: capabilities,
    CapabilitiesReason:
      capabilities.length === 0
        ? undefined
        : `The following resource(s) require capabilities: [${typesOf(template)
            .filter(type => type.startsWith('AWS::IAM::'))
            .join(', ')}]`,
  }
}

function typesOf({ resources }: Template): string[] {
  return [...new Set(Object.values(resources).map(({ type }) => type))]
}
