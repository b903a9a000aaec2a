import type { FileSystem } from '../../ports/ports.ts'
import { gatherParameters } from '../parameters/gather.ts'
import { readTemplate } from '../template/read-template.ts'
import type { DeployFiles, DeployRequest } from './request.ts'

/** Template and parameters: finds every mistake that can be found without a call to AWS. */
export async function readFiles(
  { chosen, flags, ami }: DeployRequest,
  fileSystem: FileSystem,
): Promise<DeployFiles> {
  const template = await readTemplate(chosen.template, fileSystem)
  return { template, given: await gatherParameters({ chosen, template, flags, ami }, fileSystem) }
}
