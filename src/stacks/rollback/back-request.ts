import type { StackDescription } from '../../aws/stack.ts'
import type { FileSystem } from '../../ports/ports.ts'
import type { DeployInputs, DeployRequest } from '../deploy/request.ts'
import { gatherParameters } from '../parameters/gather.ts'
import { parseTemplate } from '../template/read-template.ts'
import type { Earlier, RollbackRequest } from './request.ts'

/** The deploy that brings an earlier deployment back: its template, and its parameters in place of the files. */
export async function backRequest(
  { project, chosen, dryRun, past }: RollbackRequest,
  stack: StackDescription,
  { at, parameters, template: text }: Earlier,
  fileSystem: FileSystem,
): Promise<DeployRequest & DeployInputs> {
  const template = parseTemplate(text, `the template of ${at}`)
  const flags = Object.entries(parameters)
    // The stack keeps its secrets: CloudFormation does not show them.
    .filter(([name]) => template.parameters[name]?.noEcho === false)
    .map(([name, value]) => `${name}=${value}`)
  const back = {
    ...chosen,
    parameterFile: null,
    channel: null,
    settings: {
      ...chosen.settings,
      amis: {},
      capabilities: [...new Set([...chosen.settings.capabilities, ...stack.capabilities])],
    },
  }
  const given = await gatherParameters({ chosen: back, template, flags, ami: undefined }, fileSystem)
  return {
    project,
    chosen: back,
    flags,
    ami: undefined,
    keepAmi: false,
    dryRun,
    wait: true,
    writeParameters: false,
    template,
    tree: { template, nested: [] },
    given,
    channel: null,
    history: {
      before: () => past.leave(amisLeft(stack.parameters, parameters)),
      after: async () => undefined,
    },
  }
}

/** AMI ids among the values that are not among the others. */
export function amisLeft(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const kept = new Set(Object.values(after))
  return [...new Set(Object.values(before))].filter(
    value => /^ami-[0-9a-f]{8,17}$/.test(value) && !kept.has(value),
  )
}
