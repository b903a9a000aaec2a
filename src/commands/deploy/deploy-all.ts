import { openStackOutput } from '../../connect/stacks-context.ts'
import { asToolError, ToolError } from '../../errors/tool-error.ts'
import { files } from '../../host/system.ts'
import { stacksOfEnvironment } from '../../stacks/choose.ts'
import {
  type DeploysDocument,
  deploysDocument,
  failedDeploysDocument,
} from '../../stacks/deploy/deploys-document.ts'
import type { DeployDocument } from '../../stacks/deploy/document.ts'
import { readAll } from '../../stacks/deploy/read-all.ts'
import type { Result } from '../invocation.ts'
import { type DeployInvocation, deployOne, requestFor } from './deploy-one.ts'

/** Deploys every stack of an environment in the order of their imports, up to the first failure. */
export async function deployAll(invocation: DeployInvocation): Promise<Result<DeploysDocument>> {
  const results: Result<DeployDocument>[] = []
  try {
    for (const { template, tree, given, ...request } of await prepare(invocation)) {
      const result = await deployOne(invocation, request, async () => ({ template, tree, given }))
      results.push(result)
      if (result.exitStatus !== 0) break
    }
  } catch (cause) {
    return failed(asToolError(cause), invocation)
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

async function prepare({ options, arguments: { stack }, ...invocation }: DeployInvocation) {
  const single = stack ?? options.ami ?? (options.wait === false ? '--no-wait' : undefined)
  if (single !== undefined) throw notBoth(single)
  const project = await invocation.project()
  const chosen = stacksOfEnvironment(project, options.env)
  const requests = chosen.map(one => requestFor(project, one, options))
  return readAll(requests, options.parameter ?? [], files)
}

async function failed(error: ToolError, { options }: DeployInvocation): Promise<Result<DeploysDocument>> {
  const output = await openStackOutput(options)
  output.showError(error)
  await output.close()
  return { document: failedDeploysDocument(error), exitStatus: error.exitStatus }
}

function notBoth(given: string): ToolError {
  return new ToolError('STACKS_TWICE', `cannot use --all together with ${given}`, {
    hint: 'Pass either --all or one stack.',
    exitStatus: 2,
  })
}
