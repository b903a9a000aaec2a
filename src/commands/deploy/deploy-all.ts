import { ToolError } from '../../errors/tool-error.ts'
import { files } from '../../host/system.ts'
import { stacksOfEnvironment } from '../../stacks/choose.ts'
import { type DeploysDocument, deploysDocument } from '../../stacks/deploy/deploys-document.ts'
import type { DeployDocument } from '../../stacks/deploy/document.ts'
import { readAll } from '../../stacks/deploy/read-all.ts'
import type { Result } from '../invocation.ts'
import { type DeployInvocation, deployOne, requestFor } from './deploy-one.ts'

/** Deploys every stack of an environment in the order of their imports, up to the first failure. */
export async function deployAll(invocation: DeployInvocation): Promise<Result<DeploysDocument>> {
  const { options } = invocation
  const given = invocation.arguments.stack ?? options.ami
  if (given !== undefined) throw notBoth(given)
  const project = await invocation.project()
  const chosen = stacksOfEnvironment(project, options.env)
  const requests = chosen.map(one => requestFor(project, one, options))
  const ready = await readAll(requests, options.parameter ?? [], files)
  const results: Result<DeployDocument>[] = []
  for (const { template, tree, given, ...request } of ready) {
    const result = await deployOne(invocation, request, async () => ({ template, tree, given }))
    results.push(result)
    if (result.exitStatus !== 0) break
  }
  return {
    document: deploysDocument(results.map(({ document }) => document)),
    text: async () => {
      const texts = await Promise.all(results.map(({ text }) => text?.() ?? ''))
      return texts.join('')
    },
    exitStatus: results.at(-1)?.exitStatus ?? 0,
  }
}

function notBoth(given: string): ToolError {
  return new ToolError('STACKS_TWICE', `cannot use --all together with ${given}`, {
    hint: 'Pass either --all or one stack.',
    exitStatus: 2,
  })
}
