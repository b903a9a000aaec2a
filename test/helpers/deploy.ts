import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DeployDocument, deployDocument } from '#src/stacks/deploy/document.ts'
import { repository, runTool, type ToolAnswer, type ToolRequest } from './bake.ts'
import { makeProject, type TestProject } from './project.ts'
import type { TestSandbox } from './sandbox.ts'

export interface DeployAnswer extends ToolAnswer {
  /** Throws where standard output is anything but one document of the published schema. */
  readonly document: DeployDocument
}

/** The unit runs and the program in it never registers: what an agent looks like that cannot reach anybody. */
export const agentThatNeverJoins = `
mkdir -p /etc/systemd/system/ecs.service.d
printf '[Service]\\nExecStart=\\nExecStart=/usr/bin/sleep infinity\\n' >/etc/systemd/system/ecs.service.d/mute.conf`

export interface ClusterImage {
  /** Added to the image. */
  readonly script: string
  /** Time limit of the first run. */
  readonly firstRunSeconds: number
}

/** A project with an image and the cluster of the repository's own template: stack `shop-dev-cluster`. */
export async function makeClusterProject(image?: ClusterImage): Promise<TestProject> {
  const cluster = {
    template: 'cfn/cluster/template.yml',
    parameterFiles: { dev: 'cfn/cluster/dev.cfg' },
    amis: { ApplicationImageId: 'ecs' },
    capabilities: ['CAPABILITY_IAM'],
  }
  const files: Record<string, string> = {}
  for (const name of ['cfn/cluster/template.yml', 'cfn/cluster/dev.cfg']) {
    files[name] = await readFile(join(repository, name), 'utf8')
  }
  const settings: Record<string, unknown> = {}
  if (image !== undefined) {
    files['own.sh'] = `#!/bin/bash\n${image.script}\n`
    settings.scripts = [{ path: 'own.sh' }]
    settings.firstRun = { timeoutSeconds: image.firstRunSeconds }
  }
  return makeProject(settings, files, 'ecs', { project: 'shop', stacks: { cluster } })
}

/** What `packer-ecs init --yes` writes into an empty folder of that name. */
export async function makeInitialProject(sandbox: TestSandbox, name: string): Promise<TestProject> {
  const parent = await mkdtemp(join(tmpdir(), 'init-'))
  const project = { folder: join(parent, name), remove: () => rm(parent, { recursive: true, force: true }) }
  await mkdir(project.folder)
  const { exitCode, stderr } = await runTool({ sandbox, project }, 'init', '--yes')
  if (exitCode !== 0) throw new Error(stderr)
  return project
}

/** `packer-ecs deploy STACK --json --yes …`, to its end. */
export async function deploy(
  request: ToolRequest,
  stack: string,
  ...argv: readonly string[]
): Promise<DeployAnswer> {
  const answer = await runTool(request, 'deploy', stack, '--json', '--yes', ...argv)
  return {
    ...answer,
    get document() {
      return deployDocument.parse(JSON.parse(answer.stdout)) as DeployDocument
    },
  }
}
