import type { DeployDocument } from '../../src/stacks/deploy/document.ts'
import { runTool, startTool, type ToolAnswer, type ToolRequest } from './bake.ts'
import { makeProject, type TestProject } from './project.ts'

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

/** A project with one stack of that template, and what else the stack's settings shall be. */
export function makeStackProject(
  stack: string,
  template = smallTemplate,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<TestProject> {
  const stacks = { [stack]: { name: '{project}-{stack}', template: 'stack.yml', ...settings } }
  return makeProject({}, { 'stack.yml': template }, 'ecs', { project: 'shop', stacks })
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
