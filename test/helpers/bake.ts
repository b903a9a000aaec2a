import { join } from 'node:path'
import { execa } from 'execa'
import { type BakeDocument, bakeDocument } from '#src/images/document.ts'
import type { TestProject } from './project.ts'
import { assertPublished } from './published-schema.ts'
import type { TestSandbox } from './sandbox.ts'

export const repository = join(import.meta.dirname, '../..')

export interface ToolRequest {
  readonly sandbox: TestSandbox
  readonly project: TestProject
  /** Folder of the package that is run; the repository's own by default. */
  readonly package?: string
  readonly environment?: NodeJS.ProcessEnv
  /** The account is the environment's business: no `--sandbox` is given. */
  readonly withoutSandboxOption?: true
}

export interface ToolAnswer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface BakeAnswer extends ToolAnswer {
  /** Throws where standard output is anything but one JSON document. */
  readonly document: BakeDocument
}

/** Starts `packer-ecs …` in the project's folder, as a process that can be sent signals. */
export function startTool(request: ToolRequest, ...argv: readonly string[]) {
  const environment = {
    ...process.env,
    PACKER_ECS_SANDBOX: request.sandbox.stateFolder,
    ...request.environment,
  }
  const folder = request.package ?? repository
  return startIn(request.project, environment, [...argv, ...sandboxOption(request)], folder)
}

/** The same with that environment and no other. Test projects are trusted. */
export function startIn(
  { folder }: TestProject,
  env: NodeJS.ProcessEnv,
  argv: readonly string[],
  packageFolder = repository,
) {
  return execa(process.execPath, [join(packageFolder, 'src/main.ts'), ...argv, '--trust'], {
    cwd: folder,
    env,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  })
}

function sandboxOption({ withoutSandboxOption }: ToolRequest): string[] {
  return withoutSandboxOption ? [] : ['--sandbox']
}

/** The same to its end. Throws where --json printed anything but a document of its published schema. */
export async function runTool(request: ToolRequest, ...argv: readonly string[]): Promise<ToolAnswer> {
  const { exitCode = -1, stdout, stderr } = await startTool(request, ...argv)
  await assertPublished(argv, stdout)
  return { exitCode, stdout, stderr }
}

/** `packer-ecs bake --json …`, to its end. */
export async function bake(request: ToolRequest, ...argv: readonly string[]): Promise<BakeAnswer> {
  return withDocument(await runTool(request, 'bake', '--json', ...argv))
}

export function withDocument(answer: ToolAnswer): BakeAnswer {
  return {
    ...answer,
    get document() {
      return bakeDocument.parse(JSON.parse(answer.stdout))
    },
  }
}

/** The id of the one AMI that a bake made. Throws with what it said when there is none. */
export async function bakedImage(request: ToolRequest, ...argv: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runTool(request, 'bake', ...argv)
  if (/^ami-[0-9a-f]+$/.test(stdout)) return stdout
  throw new Error(`the bake made no AMI:\n${stderr}`)
}
