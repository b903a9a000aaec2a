import { randomUUID } from 'node:crypto'
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation'
import { onTestFinished } from 'vitest'
import type { DeployDocument } from '#src/stacks/deploy/document.ts'
import { runTool, startTool, type ToolAnswer, type ToolRequest } from './bake.ts'
import { makeProject } from './project.ts'
import type { TestSandbox } from './sandbox.ts'

/** A stack of one log group, made and changed in no time; its parameters give what else a test needs. */
export const smallTemplate = `
Parameters:
  Retention: {Type: Number, Default: 7}
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/\${AWS::StackName}/logs", RetentionInDays: !Ref Retention}
Outputs:
  Group: {Value: !Ref Logs}
`

export interface SmallStack extends ToolRequest {
  readonly stackName: string
  /** What CloudFormation has of it. */
  left(): Promise<{ readonly status: string; readonly changeSets: number }>
}

/**
 * A project, for the test that runs, with one stack of that template and what else the stack's settings shall be.
 * The name is new: neither a second try nor another file of the tier finds the stack.
 */
export async function newStack(
  sandbox: TestSandbox,
  about: string,
  template = smallTemplate,
  settings: Readonly<Record<string, unknown>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<SmallStack> {
  const stack = `${about}-${randomUUID().slice(0, 8)}`
  const stacks = { [stack]: { name: '{project}-{stack}', template: 'stack.yml', ...settings } }
  const project = await makeProject({}, { ...files, 'stack.yml': template }, 'ecs', {
    project: 'shop',
    stacks,
  })
  onTestFinished(project.remove)
  const stackName = `shop-${stack}`
  return { sandbox, project, stackName, left: () => leftOf(stackName, sandbox) }
}

async function leftOf(StackName: string, { clientOptions }: TestSandbox) {
  const client = new CloudFormationClient(clientOptions)
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }))
    const { Summaries = [] } = await client.send(new ListChangeSetsCommand({ StackName }))
    return { status: Stacks?.[0]?.StackStatus ?? '', changeSets: Summaries.length }
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error
    return { status: 'none', changeSets: 0 }
  }
}

export interface Deployed extends ToolAnswer {
  readonly document: DeployDocument
}

/** `packer-ecs deploy --json --yes …`, to its end. */
export async function deployed(request: ToolRequest, ...argv: readonly string[]): Promise<Deployed> {
  return toDeployed(await runTool(request, 'deploy', '--json', '--yes', ...argv))
}

/** A command on a stack that is still running; ended by its own end or by a signal. */
export function running(request: ToolRequest, command: 'deploy' | 'watch', ...argv: readonly string[]) {
  const child = startTool(request, command, '--json', '--yes', ...argv)
  return {
    /** Resolves when standard error has said it. */
    async said(pattern: RegExp): Promise<void> {
      let text = ''
      await new Promise<void>((resolve, reject) => {
        child.stderr.on('data', chunk => {
          text += String(chunk)
          if (pattern.test(text)) resolve()
        })
        child.stderr.once('close', () => reject(new Error(`it ended without saying ${pattern}:\n${text}`)))
      })
    },
    interrupt: () => void child.kill('SIGINT'),
    async end(): Promise<Deployed> {
      const { exitCode = -1, stdout, stderr } = await child
      return toDeployed({ exitCode, stdout, stderr })
    },
  }
}

function toDeployed(answer: ToolAnswer): Deployed {
  return {
    ...answer,
    get document() {
      return JSON.parse(answer.stdout) as DeployDocument
    },
  }
}
