import type { FileSystem } from '../../ports/ports.ts'
import { gatherParameters } from '../parameters/gather.ts'
import { readTemplateTree } from '../template/template-tree.ts'
import type { DeployFiles, DeployRequest } from './request.ts'

/** Template and parameters: finds every mistake that can be found without a call to AWS. */
export async function readFiles(
  { project, chosen, flags, ami }: DeployRequest,
  fileSystem: FileSystem,
): Promise<DeployFiles> {
  const { folder, artifactBucket: bucket } = project
  const tree = await readTemplateTree(chosen.template, { bucket, folder }, fileSystem)
  const { template } = tree
  return { tree, template, given: await gatherParameters({ chosen, template, flags, ami }, fileSystem) }
}
