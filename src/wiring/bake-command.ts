import { resolve } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { readProject } from '../config/read-project.ts'
import { asToolError, type ToolError } from '../errors/tool-error.ts'
import { type BakeRun, runBake as runImageBake } from '../images/bake-run.ts'
import { chooseImage, withBase } from '../images/choose.ts'
import { type BakeDocument, failedDocument } from '../images/document.ts'
import { connect } from './aws.ts'
import { commitOf } from './commit.ts'
import { catchInterruption, type Interruption } from './interruption.ts'
import type { BakeOptions } from './options.ts'
import { type Output, openOutput } from './output.ts'
import { createPacker } from './packer.ts'
import { packageFolder, workingFolder } from './places.ts'
import type { AskedSandbox } from './sandbox.ts'
import { sshSource } from './ssh-source.ts'
import { clock, files, random } from './system.ts'

export async function bakeCommand(
  name: string | undefined,
  options: BakeOptions,
  asked: AskedSandbox,
): Promise<number> {
  const startedAt = clock.now()
  const eventsPath = options.events === undefined ? undefined : resolve(workingFolder(), options.events)
  const output = await openOutput({ version: manifest.version, clock, eventsPath })
  const interruption = catchInterruption(text => output.emit({ type: 'notice', text }))
  const { document, error } = await bakeOnce(name, options, asked, output, interruption).catch(cause => ({
    document: failedDocument(asToolError(cause), startedAt, clock.now()),
    error: asToolError(cause),
  }))
  interruption.release()
  if (error !== undefined) output.showError(error, document.leftovers, document.runFolder)
  await output.close()
  process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : amiLines(document))
  return exitStatus(document.outcome, error)
}

async function bakeOnce(
  name: string | undefined,
  options: BakeOptions,
  asked: AskedSandbox,
  output: Output,
  { interrupted, killed }: Interruption,
): Promise<BakeRun> {
  const project = await readProject(resolve(workingFolder(), options.config), files)
  const { image, settings } = chooseImage(project, name)
  const aws = await connect(options, asked)
  return runImageBake(
    {
      project,
      image,
      settings: withBase(settings, options),
      force: options.force ?? false,
      dryRun: options.dryRun ?? false,
      keepOnFailure: options.keepOnFailure ?? false,
    },
    {
      ...aws,
      clock,
      random,
      fileSystem: files,
      emit: output.emit,
      packer: createPacker(aws),
      sshSource: () => sshSource(aws.endpoint),
      recipeFolder: packageFolder,
      toolVersion: manifest.version,
      commitOf,
      interrupted,
      killed,
    },
  )
}

/** For `AMI=$(packer-ecs bake)`: the id alone; with copies, one line per region. */
function amiLines({ amis }: BakeDocument): string {
  return amis
    .map(({ region, imageId }) => (amis.length === 1 ? `${imageId}\n` : `${region} ${imageId}\n`))
    .join('')
}

function exitStatus(outcome: BakeDocument['outcome'], error: ToolError | undefined): number {
  if (outcome === 'interrupted') return 130
  return error?.exitStatus ?? 0
}
