import { shellWord } from '../../errors/shell-word.ts'
import { buildArguments } from '../../packer/build.ts'
import { assertCanLogIn } from '../../packer/capabilities.ts'
import type { PackerBinary } from '../../packer/run.ts'
import type { Step } from '../../runs/steps.ts'
import type { ResolvedBase } from '../base.ts'
import { launchedScripts } from '../launcher.ts'
import type { BakePlan } from '../plan.ts'
import type { Recipe } from '../recipe.ts'
import { renderRun, runFiles, templateFile, variablesFile } from '../render.ts'
import { templateSummary } from '../summaries.ts'
import { templateInput } from '../template-input.ts'
import type { BakeInput, BakeRequest, UsedPacker } from './request.ts'

export interface TemplateStepInput extends BakeInput {
  readonly base: ResolvedBase
  readonly plan: BakePlan
  readonly recipe: Recipe
}

/** Writes into the run folder, which is kept. */
export const templateStep = {
  name: 'template',
  run: writeTemplate,
  summary: templateSummary,
  undo: null,
} satisfies Step<TemplateStepInput, UsedPacker>

/** What you can type to repeat the build. */
export function commandLine({ runFolder, keepOnFailure }: BakeRequest, { path }: PackerBinary): string {
  const words = buildArguments({ template: templateFile, variablesFile, keepOnFailure })
  return `cd ${shellWord(runFolder)} && ${[path, ...words].map(shellWord).join(' ')}`
}

async function writeTemplate({
  request,
  context,
  base,
  plan,
  recipe,
}: TemplateStepInput): Promise<UsedPacker> {
  const { image, settings, runId, runFolder, dryRun } = request
  const binary = await context.packer.find()
  assertCanLogIn(binary, base.image)
  const scripts = launchedScripts(recipe)
  const input = templateInput({
    image,
    settings,
    base,
    plan,
    scripts,
    runId,
    owner: ownerTag((await context.caller()).name, context.processes.host),
    region: context.region,
    endpoint: context.endpoint,
    sshSource: await context.sshSource(),
    folders: runFiles(runFolder),
  })
  await renderRun(
    runFolder,
    { plan, recipe, scripts, input, packerVersion: binary.version },
    context.fileSystem,
  )
  if (dryRun) return { binary, plugin: null, isValidated: false }
  const plugin = await context.packer.check({
    packer: binary,
    folder: runFolder,
    template: templateFile,
    variablesFile,
    brokenPlugins: input.brokenAmazonPlugins,
  })
  return { binary, plugin, isValidated: true }
}

/** EC2 allows 256 characters of a limited alphabet in the value of a tag. */
function ownerTag(caller: string, host: string): string {
  return `${caller} on ${host}`.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-').slice(0, 256)
}
