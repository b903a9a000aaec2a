import type { ImageSettings, Project } from '../../config/settings.ts'
import { InterruptedError } from '../../errors/interrupted.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import { performRun } from '../../runs/run.ts'
import type { End, Run } from '../../runs/workflow.ts'
import { withoutCopyTo } from '../choose.ts'
import type { ImagesContext } from '../context.ts'
import type { BakeDocument } from '../document.ts'
import { bake, bakeSteps } from './bake.ts'
import { describeBake } from './outcome.ts'
import type { BakeProgress } from './request.ts'

export interface BakeRunRequest {
  readonly project: Project
  readonly image: string
  readonly settings: ImageSettings
  readonly force: boolean
  readonly dryRun: boolean
  readonly keepOnFailure: boolean
}

export interface BakeRun {
  readonly document: BakeDocument
  /** What ended it early; undefined when it succeeded. */
  readonly error: ToolError | undefined
}

/** One run of a bake, with its lock and its record. Its document also reports errors. */
export async function runBake(request: BakeRunRequest, context: ImagesContext): Promise<BakeRun> {
  const { project, image, dryRun, keepOnFailure } = request
  const progress: BakeProgress = { base: null, plan: null, packer: null, amis: [], built: false }
  const ended = await performRun(
    {
      kind: 'bake',
      subject: image,
      projectFolder: project.folder,
      project: project.name,
      // A dry run creates nothing.
      locks: !dryRun,
      steps: bakeSteps,
      keeps: ['baked', 'unchanged', 'planned'],
      firstRecord: {
        image,
        inputs: {},
        settings: {},
        packer: null,
        regions: [context.region],
        spot: false,
        amiName: null,
        created: [],
        cleanedAt: null,
      },
      expectedWork: step => step,
      work: run => work(run, request, context, progress),
      outcomeOf: error => (error instanceof InterruptedError ? 'interrupted' : 'failed'),
      keepsWhatIsLeft: () => keepOnFailure || progress.built,
      killed: context.killed,
    },
    context,
  )
  return { document: describeBake(image, ended, progress), error: ended.error }
}

async function work(
  { runId, runFolder, past, record, steps }: Run<'bake'>,
  request: BakeRunRequest,
  context: ImagesContext,
  progress: BakeProgress,
): Promise<End<'bake'>> {
  const { emit, region } = context
  const settings = withoutCopyTo(request.settings, region)
  if (settings.copyTo.length < request.settings.copyTo.length)
    emit({
      type: 'notice',
      text: `copyTo includes ${region}, the region of the bake: no copy is needed there`,
    })
  const recordOf = (id: string) => past.find(run => run.runId === id)
  const input = { request: { ...request, settings, runId, runFolder, recordOf, record }, context }
  return bake(input, steps, progress)
}
