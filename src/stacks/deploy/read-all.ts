import { nearest } from '../../config/nearest.ts'
import { ConfigurationError, type Fault } from '../../errors/fault.ts'
import type { FileSystem } from '../../ports/ports.ts'
import { parseFlags } from '../parameters/flags.ts'
import type { Template } from '../template/template.ts'
import { inImportOrder } from './import-order.ts'
import { readTemplates, withParameters } from './read-files.ts'
import type { DeployFiles, DeployRequest } from './request.ts'

/**
 * Reads the files of several stacks, and orders the stacks by their imports. A --parameter applies to each stack whose
 * template has it.
 *
 * @throws ConfigurationError with the faults of all stacks
 */
export async function readAll(
  requests: readonly DeployRequest[],
  flags: readonly string[],
  fileSystem: FileSystem,
): Promise<readonly (DeployRequest & DeployFiles)[]> {
  const trees = await Promise.all(
    requests.map(async request => ({ request, tree: await readTemplates(request, fileSystem) })),
  )
  const faults: Fault[] = flagFaults(
    flags,
    trees.map(({ tree }) => tree.template),
  )
  const read: (DeployRequest & DeployFiles)[] = []
  for (const { request, tree } of trees) {
    const own = { ...request, flags: flags.filter(flag => isOf(tree.template, flag)) }
    const files = await withParameters(own, tree, fileSystem).catch((error: unknown) => {
      if (!(error instanceof ConfigurationError)) throw error
      faults.push(...error.faults)
    })
    if (files !== undefined) read.push({ ...own, ...files })
  }
  const [first, ...others] = faults
  if (first !== undefined) throw new ConfigurationError([first, ...others])
  return inImportOrder(read)
}

function isOf({ parameters }: Template, flag: string): boolean {
  return Object.hasOwn(parameters, flag.slice(0, Math.max(flag.indexOf('='), 0)))
}

function flagFaults(flags: readonly string[], templates: readonly Template[]): Fault[] {
  const { values, faults } = parseFlags(flags)
  const names = [...new Set(templates.flatMap(({ parameters }) => Object.keys(parameters)))]
  const unknown = values.filter(({ name }) => !names.includes(name))
  return [
    ...faults.filter(({ code }) => code === 'PARAMETER_OPTION'),
    ...unknown.map(({ name }) => {
      const near = nearest(name, names)
      return {
        code: 'PARAMETER_UNKNOWN',
        file: '--parameter',
        key: name,
        what: `no template has a parameter ${name}`,
        hint: near === undefined ? 'Check its name in the templates.' : `Did you mean "${near}"?`,
      }
    }),
  ]
}
