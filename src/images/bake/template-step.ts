import { buildArguments } from '../../packer/build.ts'
import { assertCanLogIn } from '../../packer/capabilities.ts'
import type { PackerBinary } from '../../packer/run.ts'
import type { ResolvedBase } from '../base.ts'
import type { ImagesContext } from '../context.ts'
import type { BakePlan } from '../plan.ts'
import type { Recipe } from '../recipe.ts'
import { renderRun, runFiles, templateFile, variablesFile } from '../render.ts'
import { templateInput } from '../template-input.ts'
import type { BakeRequest, UsedPacker } from './request.ts'

/** Writes into the run's folder, which stays. */
export async function writeTemplate(
  { image, settings, runId, runFolder, dryRun }: BakeRequest,
  context: ImagesContext,
  base: ResolvedBase,
  plan: BakePlan,
  recipe: Recipe,
): Promise<UsedPacker> {
  const binary = await context.packer.find()
  assertCanLogIn(binary, base.image)
  const input = templateInput({
    image,
    settings,
    base,
    plan,
    recipe,
    runId,
    owner: ownerTag((await context.caller()).name, context.processes.host),
    region: context.region,
    endpoint: context.endpoint,
    sshSource: await context.sshSource(),
    now: context.clock.now(),
    folders: runFiles(runFolder),
  })
  await renderRun(runFolder, { plan, recipe, input, packerVersion: binary.version }, context.fileSystem)
  if (dryRun) return { binary, plugin: null, isValidated: false }
  const plugin = await context.packer.check({
    packer: binary,
    folder: runFolder,
    template: templateFile,
    variablesFile,
  })
  return { binary, plugin, isValidated: true }
}

/** What a person could type to repeat the build. */
export function commandLine({ runFolder, keepOnFailure }: BakeRequest, { path }: PackerBinary): string {
  return `cd ${runFolder} && ${path} ${buildArguments({ template: templateFile, variablesFile, keepOnFailure }).join(' ')}`
}

/** A tag's value has at most 256 characters of EC2's alphabet. */
function ownerTag(caller: string, host: string): string {
  return `${caller} on ${host}`.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-').slice(0, 256)
}
