import { resolve } from 'node:path'
import manifest from '../../../package.json' with { type: 'json' }
import { readProject } from '../../config/read-project.ts'
import type { Project } from '../../config/settings.ts'
import { connect } from '../../connect/aws.ts'
import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { createPacker } from '../../connect/packer.ts'
import type { AskedSandbox } from '../../connect/sandbox.ts'
import { sshSource } from '../../connect/ssh-source.ts'
import { asToolError, type ToolError } from '../../errors/tool-error.ts'
import { commitOf } from '../../host/commit.ts'
import { tellFailure } from '../../host/failure.ts'
import { catchInterruption, type Interruption } from '../../host/interruption.ts'
import type { BakeOptions } from '../../host/options.ts'
import { type Output, openOutput } from '../../host/output.ts'
import { packageFolder, stateFolder, workingFolder } from '../../host/places.ts'
import { processes } from '../../host/processes.ts'
import { clock, files, random } from '../../host/system.ts'
import { runBake as runImageBake } from '../../images/bake/bake-run.ts'
import { bakesDocument } from '../../images/bakes-document.ts'
import { type ChosenImage, chooseImages, withBase } from '../../images/choose.ts'
import type { ImagesContext } from '../../images/context.ts'
import { type BakeDocument, failedDocument } from '../../images/document.ts'

/** Each bake is a Packer of its own, which polls AWS; more at once would be throttled rather than fast. */
const mostAtOnce = 8

/** One image's bake; `error` is what ended it early. */
interface Bake {
  readonly document: BakeDocument
  readonly error: ToolError | undefined
}

export async function bakeCommand(
  names: readonly string[],
  options: BakeOptions,
  asked: AskedSandbox,
): Promise<number> {
  const severalImages = options.all === true || names.length > 1
  return tellFailure(
    options,
    async () => {
      const output = await openOutput({
        version: manifest.version,
        clock,
        eventsPath: options.events === undefined ? undefined : resolve(workingFolder(), options.events),
        severalImages,
        quiet: options.quiet ?? false,
      })
      const interruption = catchInterruption(text => output.emit({ type: 'notice', text }))
      const bakes = await orFailed(() => bakeChosen(names, options, asked, output, interruption))
      interruption.release()
      for (const { document, error } of bakes) {
        if (error !== undefined) output.showError(error, document.leftovers, document.runFolder)
      }
      await output.close()
      const documents = bakes.map(({ document }) => document)
      if (!options.json) process.stdout.write(documents.map(run => amiLines(run, severalImages)).join(''))
      else
        process.stdout.write(`${JSON.stringify(severalImages ? bakesDocument(documents) : documents[0])}\n`)
      const status = Math.max(...bakes.map(exitStatus))
      // Requests that nobody answers would keep the process for minutes.
      if (interruption.killed.aborted) process.stdout.write('', () => process.exit(status))
      return status
    },
    error => failedDocument(error, clock.now(), clock.now()),
  )
}

async function bakeChosen(
  names: readonly string[],
  options: BakeOptions,
  asked: AskedSandbox,
  output: Output,
  interruption: Interruption,
): Promise<Bake[]> {
  const project = await readProject(resolve(workingFolder(), options.config), files)
  const chosen = chooseImages(project, { named: names, all: options.all ?? false }).map(
    ({ image, settings }) => ({ image, settings: withBase(settings, options) }),
  )
  const aws = await connect(options, asked, { session: project.session, purpose: 'bake' })
  const caller = aws.caller()
  // Awaited by each bake; what it throws is told there.
  caller.catch(() => undefined)
  const account = { ...aws, caller: () => caller }
  await noticeUnfinished(project.folder, account, text => output.emit({ type: 'notice', text }))
  const context = {
    ...aws,
    caller: () => caller,
    clock,
    random,
    fileSystem: files,
    processes,
    packer: createPacker(aws),
    sshSource: () => sshSource(aws.endpoint),
    recipeFolder: packageFolder,
    stateFolder: stateFolder(),
    toolVersion: manifest.version,
    commitOf,
    interrupted: interruption.interrupted,
    killed: interruption.killed,
  }
  const bake = (image: ChosenImage) =>
    bakeOne(image, project, options, { ...context, emit: output.emitFor(image.image) })
  const [first] = chosen
  if (chosen.length === 1 && first !== undefined) return [await bake(first)]
  // What is wrong for all of them is told once.
  await caller
  const { default: pMap } = await import('p-map')
  const bakes = await pMap(chosen, image => orFailed(async () => [await bake(image)], image.image), {
    concurrency: mostAtOnce,
  })
  return bakes.flat()
}

function bakeOne(
  { image, settings }: ChosenImage,
  project: Project,
  options: BakeOptions,
  context: ImagesContext,
): Promise<Bake> {
  return runImageBake(
    {
      project,
      image,
      settings,
      force: options.force ?? false,
      dryRun: options.dryRun ?? false,
      keepOnFailure: options.keepOnFailure ?? false,
    },
    context,
  )
}

/** What fails before a bake has its run is told like one. */
async function orFailed(work: () => Promise<Bake[]>, image: string | null = null): Promise<Bake[]> {
  const startedAt = clock.now()
  try {
    return await work()
  } catch (cause) {
    const error = asToolError(cause)
    return [{ document: { ...failedDocument(error, startedAt, clock.now()), image }, error }]
  }
}

/** For `AMI=$(packer-ecs bake)`: the id alone; with copies, one line per region; with several images, their names. */
function amiLines({ image, amis }: BakeDocument, severalImages: boolean): string {
  const name = severalImages ? `${image} ` : ''
  return amis
    .map(({ region, imageId }) => `${name}${amis.length === 1 ? '' : `${region} `}${imageId}\n`)
    .join('')
}

function exitStatus({ error }: Bake): number {
  return error?.exitStatus ?? 0
}
