import type { FileSystem } from '../../ports/ports.ts'
import { gatherParameters } from '../parameters/gather.ts'
import { readTemplateTree, type TemplateTree } from '../template/template-tree.ts'
import type { DeployFiles, DeployRequest } from './request.ts'

/** Template and parameters: finds every mistake that can be found without a call to AWS. */
export async function readFiles(request: DeployRequest, fileSystem: FileSystem): Promise<DeployFiles> {
  return withParameters(request, await readTemplates(request, fileSystem), fileSystem)
}

/** The template with those of its nested stacks. */
export function readTemplates(
  { project: { folder, artifactBucket: bucket }, chosen }: DeployRequest,
  fileSystem: FileSystem,
): Promise<TemplateTree> {
  return readTemplateTree(chosen.template, { bucket, folder }, fileSystem)
}

export async function withParameters(
  { chosen, flags, ami }: DeployRequest,
  tree: TemplateTree,
  fileSystem: FileSystem,
): Promise<DeployFiles> {
  const { template } = tree
  return { tree, template, given: await gatherParameters({ chosen, template, flags, ami }, fileSystem) }
}
