import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { ToolError } from '../../errors/tool-error.ts'
import type { FileSystem } from '../../ports/ports.ts'
import { type LocalReference, localReferences } from './local-references.ts'
import { readTemplate } from './read-template.ts'
import type { Template } from './template.ts'

/** A template with the local templates of its nested stacks. */
export interface TemplateTree {
  readonly template: Template
  readonly nested: readonly { readonly reference: LocalReference; readonly tree: TemplateTree }[]
}

export interface TreeOptions {
  /** For nested and large templates; null: none. */
  readonly bucket: string | null
  /** Folder of the project. */
  readonly folder: string
}

/**
 * Reads a template and, recursively, the local templates of its nested stacks.
 *
 * @throws ToolError ARTIFACT_BUCKET_MISSING, NESTED_TEMPLATE_REFUSED, and those of readTemplate
 */
export async function readTemplateTree(
  file: string,
  { bucket, folder }: TreeOptions,
  fileSystem: FileSystem,
): Promise<TemplateTree> {
  const real = (path: string) => fileSystem.realpath(path).catch(() => path)
  const folders = await Promise.all([folder, dirname(file)].map(real))

  async function read(path: string, ancestors: readonly string[]): Promise<TemplateTree> {
    const template = await readTemplate(path, fileSystem, { isStored: bucket !== null })
    const nested = []
    for (const reference of localReferences(template)) {
      const where = `${path}:${reference.line}`
      if (bucket === null) throw noBucket(where, reference)
      const child = await real(resolve(dirname(path), reference.path))
      if (!folders.some(one => isWithin(one, child))) {
        throw refused(where, reference, 'is outside of the project and of the folder of the template')
      }
      if ([...ancestors, path].includes(child)) throw refused(where, reference, 'contains this template')
      nested.push({ reference, tree: await read(child, [...ancestors, path]) })
    }
    return { template, nested }
  }

  return read(file, [await real(file)])
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way)
}

function noBucket(where: string, { path }: LocalReference): ToolError {
  return new ToolError(
    'ARTIFACT_BUCKET_MISSING',
    `TemplateURL is the local file ${path}, and no artifact bucket is configured (${where})`,
    {
      why: 'CloudFormation reads the template of a nested stack from S3.',
      hint: 'Set in packer-ecs.yaml: artifacts: {bucket: NAME}, a bucket of your account. packer-ecs then uploads the file.',
      exitStatus: 2,
    },
  )
}

function refused(where: string, { path }: LocalReference, problem: string): ToolError {
  return new ToolError('NESTED_TEMPLATE_REFUSED', `TemplateURL is ${path}, which ${problem} (${where})`, {
    hint: 'Use a file of the project that does not lead back to this template.',
    exitStatus: 2,
  })
}
