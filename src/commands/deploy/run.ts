import { files } from '../../host/system.ts'
import { chooseStack } from '../../stacks/choose.ts'
import type { DeploysDocument } from '../../stacks/deploy/deploys-document.ts'
import type { DeployDocument } from '../../stacks/deploy/document.ts'
import { readFiles } from '../../stacks/deploy/read-files.ts'
import type { Result } from '../invocation.ts'
import { type DeployInvocation, deployOne, requestFor } from './deploy-one.ts'

export async function run(invocation: DeployInvocation): Promise<Result<DeployDocument | DeploysDocument>> {
  const { options } = invocation
  if (options.all === true) return (await import('./deploy-all.ts')).deployAll(invocation)
  const project = await invocation.project()
  const chosen = chooseStack(project, invocation.arguments.stack, options.env)
  const request = requestFor(project, chosen, options)
  // Wrong parameters are found before the first call.
  return deployOne(invocation, request, () => readFiles(request, files))
}
