import { resolve } from 'node:path'
import manifest from '../../../package.json' with { type: 'json' }
import type { Project } from '../../config/settings.ts'
import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { createPacker } from '../../connect/packer.ts'
import { sshSource } from '../../connect/ssh-source.ts'
import { findState } from '../../connect/state.ts'
import { asToolError } from '../../errors/tool-error.ts'
import { commitOf } from '../../host/commit.ts'
import { catchInterruption, type Interruption } from '../../host/interruption.ts'
import { type Output, openOutput } from '../../host/output.ts'
import { packageFolder, stateFolder } from '../../host/places.ts'
import { processes } from '../../host/processes.ts'
import { clock, files, random } from '../../host/system.ts'
import { workingFolder } from '../../host/working-folder.ts'
import { runBake } from '../../images/bake/bake-run.ts'
import { bakesDocument } from '../../images/bakes-document.ts'
import { type ChosenImage, chooseImages, withBase } from '../../images/choose.ts'
import type { ImagesContext } from '../../images/context.ts'
import { type BakeDocument, failedDocument } from '../../images/document.ts'
import type { Bake, BakeInvocation, BakeOptions } from './one-bake.ts'
import { verifyBakes } from './verify-bakes.ts'

/** Each bake runs its own Packer, which polls AWS: with more of them AWS would throttle the calls. */
const mostAtOnce = 8

export async function run(invocation: BakeInvocation) {
  const { options, arguments: words } = invocation
  const severalImages = options.all === true || words.images.length > 1
  const output = await openOutput({
    version: manifest.version,
    clock,
    eventsPath: options.events === undefined ? undefined : resolve(workingFolder(), options.events),
    severalImages,
    quiet: options.quiet ?? false,
  })
  const interruption = catchInterruption(
    text => output.emit({ type: 'notice', text }),
    'waiting for Packer to clean up',
  )
  let image: string | null = null
  const onChosen = ([only, ...others]: readonly ChosenImage[]) => {
    if (only !== undefined && others.length === 0) image = only.image
  }
  const baked = await orFailed(
    () => bakeChosen(invocation, output, interruption, onChosen),
    () => image,
  )
  const bakes = options.verify ? await verifyBakes(baked, invocation, output, interruption) : baked
  interruption.release()
  for (const { document, error } of bakes) {
    if (error !== undefined) output.showError(error, document.leftovers, document.runFolder)
  }
  await output.close()
  const documents = bakes.map(({ document }) => document)
  return {
    document: severalImages
      ? { ...bakesDocument(documents), runs: documents }
      : (documents[0] as Bake['document']),
    text: () =>
      bakes
        .filter(({ document, error }) => document.verify === undefined || error === undefined)
        .map(({ document }) => amiLines(document, severalImages))
        .join(''),
    exitStatus: Math.max(...bakes.map(({ error }) => error?.exitStatus ?? 0)),
    isAbandoned: interruption.killed.aborted,
  }
}

async function bakeChosen(
  { options, arguments: { images }, ...invocation }: BakeInvocation,
  output: Output,
  interruption: Interruption,
  onChosen: (chosen: readonly ChosenImage[]) => void,
): Promise<Bake[]> {
  const project = await invocation.project()
  const chosen = chooseImages(project, { named: images, all: options.all ?? false }).map(
    ({ image, settings }) => ({ image, settings: withBase(settings, options) }),
  )
  onChosen(chosen)
  const aws = await invocation.connect()
  const caller = aws.caller()
  // Each bake awaits it and reports what it throws.
  caller.catch(() => undefined)
  const account = { ...aws, caller: () => caller }
  await noticeUnfinished(project, account, text => output.emit({ type: 'notice', text }))
  const context = {
    ...account,
    clock,
    random,
    fileSystem: files,
    processes,
    packer: createPacker(aws),
    stateOf: (region: string) => findState({ ...account, region }),
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
  // An error that concerns all of them is reported once.
  await caller
  const { default: pMap } = await import('p-map')
  const bakes = await pMap(
    chosen,
    chosenImage =>
      orFailed(
        async () => [await bake(chosenImage)],
        () => chosenImage.image,
      ),
    {
      concurrency: mostAtOnce,
    },
  )
  return bakes.flat()
}

function bakeOne(
  { image, settings }: ChosenImage,
  project: Project,
  options: BakeOptions,
  context: ImagesContext,
): Promise<Bake> {
  return runBake(
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

/** What fails before a bake has its run is reported like a bake that failed. */
async function orFailed(work: () => Promise<Bake[]>, image: () => string | null): Promise<Bake[]> {
  const startedAt = clock.now()
  try {
    return await work()
  } catch (cause) {
    const error = asToolError(cause)
    return [{ document: { ...failedDocument(error, startedAt, clock.now()), image: image() }, error }]
  }
}

/** For `AMI=$(packer-ecs bake)`: the id alone; with copies, one line per region; with several images, their names. */
function amiLines({ image, amis }: BakeDocument, severalImages: boolean): string {
  const name = severalImages ? `${image} ` : ''
  return amis
    .map(({ region, imageId }) => `${name}${amis.length === 1 ? '' : `${region} `}${imageId}\n`)
    .join('')
}
