import { dirname } from 'node:path'
import { ConfigurationError, type Fault } from '../errors/fault.ts'
import type { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'
import { checkOwnFiles } from './check-own-files.ts'
import { expandFolders } from './expand-folders.ts'
import { type Finding, formatPath, toFault } from './finding.ts'
import { findForbiddenText } from './forbidden-text.ts'
import { parseYaml } from './parse-yaml.ts'
import { readSettings } from './read-settings.ts'
import { readText } from './read-text.ts'
import { checkRules } from './rules/check-rules.ts'
import { checkPurpose } from './rules/purpose.ts'
import { checkStacks } from './rules/stacks.ts'
import { project as schema } from './schema/project.ts'
import { defaultRemedy, schemaFindings } from './schema-findings.ts'
import type { Project } from './settings.ts'

/**
 * Reads and checks packer-ecs.yaml, stage by stage: read, parse, schema, defaults, rules, own files.
 * `file` is an absolute path. Throws a ConfigurationError with all faults of the file, in the order of its lines.
 *
 * @param refusalOf why the files that the project names may not be read; thrown if the file itself has no faults
 */
export async function readProject(
  file: string,
  fileSystem: FileSystem,
  refusalOf: (project: Project) => Promise<ToolError | undefined> = async () => undefined,
): Promise<Project> {
  const text = await readText(file, fileSystem)
  const { value: written, locate, faults: duplicates } = parseYaml(text, file)
  const found = findWrongValues(written)
  const faulty = found.map(({ path }) => path)
  const { name, images, stacks, artifactBucket, targets, session, originalPath } = readSettings(
    written,
    faulty,
  )
  const folder = dirname(file)
  const project = { file, folder, name, images, stacks, artifactBucket, targets, session }
  const refusal = await refusalOf(project)
  const named = { images, folder, originalPath }
  const expanded = refusal === undefined ? await expandFolders(named, fileSystem) : { images, findings: [] }
  const findings = [
    ...found,
    ...checkPurpose(written),
    ...checkRules({ images, written, faulty, originalPath }),
    ...checkStacks({ name, stacks, written, faulty, folder }),
    ...(refusal === undefined ? await checkOwnFiles(named, fileSystem) : []),
    ...expanded.findings,
  ]
  const faults = [...duplicates, ...findings.map(finding => toFault(finding, file, locate))]
  const [first, ...others] = faults.sort(byPosition)
  if (first) throw new ConfigurationError([first, ...others])
  if (refusal !== undefined) throw refusal
  return { ...project, images: expanded.images }
}

/** Checks each value separately; returns at most one fault for each key. */
function findWrongValues(written: unknown): Finding[] {
  const forbidden = findForbiddenText(written)
  const explained = new Set(forbidden.map(({ path }) => formatPath(path)))
  // Compiling the schema costs more than a single parse saves.
  const issues = schema.safeParse(written, { error: defaultRemedy, jitless: true }).error?.issues ?? []
  return [
    ...forbidden,
    ...schemaFindings(issues, written).filter(({ path }) => !explained.has(formatPath(path))),
  ]
}

function byPosition(one: Fault, other: Fault): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
}
