import { execa } from 'execa'
import { pythonTool } from './python-tools.ts'
import type { TestSandbox } from './sandbox.ts'

export interface AwsAnswer {
  readonly exitCode?: number | undefined
  readonly stdout: string
  /** Standard output and standard error together. */
  readonly all: string
}

export type AwsCli = (...words: readonly string[]) => Promise<AwsAnswer>

/** The aws cli of PyPI in a sandbox: it knows nothing of us. */
export async function awsCli(sandbox: TestSandbox): Promise<AwsCli> {
  const [file, program] = await pythonTool('awscli')
  const env = { ...sandbox.environment, AWS_PAGER: '', AWS_MAX_ATTEMPTS: '3' }
  return (...words) => execa(file, [program, ...words], { env, extendEnv: false, all: true, reject: false })
}
