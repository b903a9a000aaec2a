import { join } from 'node:path'
import { readNamed } from '../files/read-named.ts'
import { mostTextBytes } from '../files/unusable-file.ts'
import { capabilitiesOf } from '../packer/capabilities.ts'
import type { FileSystem } from '../ports/ports.ts'
import type { TemplateInput } from '../templates/input.ts'
import { assertComplete, renderTemplate } from '../templates/render.ts'
import { type TemplateVariables, templateVariables } from '../templates/variables.ts'
import { templateView } from '../templates/view.ts'
import type { LaunchedScript } from './launcher.ts'
import type { BakePlan } from './plan.ts'
import type { Recipe } from './recipe.ts'
import { writeScripts } from './script-files.ts'
import type { RunFiles } from './template-input.ts'

/** Names in the run's folder. */
export const templateFile = 'image.pkr.hcl'
export const variablesFile = 'image.pkrvars.json'

const ownerOnly = { mode: 0o600 }

export function runFiles(runFolder: string): RunFiles {
  return {
    run: runFolder,
    // Its name is that of the folder on the instance.
    payload: join(runFolder, 'payload', 'packer-ecs'),
    inventory: join(runFolder, 'inventory.json'),
    manifest: join(runFolder, 'manifest.json'),
  }
}

/** Writes template, variables and payload to the run's folder. */
export async function renderRun(
  runFolder: string,
  {
    plan,
    recipe,
    scripts,
    input,
    packerVersion,
  }: {
    plan: BakePlan
    recipe: Recipe
    scripts: readonly LaunchedScript[]
    input: TemplateInput
    packerVersion: string
  },
  fileSystem: FileSystem,
): Promise<void> {
  const text = (await readNamed(recipe.template.path, mostTextBytes, fileSystem)).toString()
  const source = { file: recipe.template.name, text }
  const template = renderTemplate(source, templateView(input, capabilitiesOf(packerVersion)))
  assertComplete(source.file, template)
  await fileSystem.writeFile(join(runFolder, templateFile), template, ownerOnly)
  await fileSystem.writeFile(join(runFolder, variablesFile), json(templateVariables(input)), ownerOnly)
  const { payload } = runFiles(runFolder)
  await writePayload(payload, plan, recipe, fileSystem)
  await writeScripts(runFolder, payload, scripts, fileSystem)
}

/** Restricts the subnet filter of a rendered template to one zone. */
export async function setZone(file: string, zone: string, fileSystem: FileSystem): Promise<void> {
  const variables = JSON.parse(await fileSystem.readFile(file, 'utf8')) as TemplateVariables
  const filters = { ...variables.subnet_filters, 'availability-zone': zone }
  await fileSystem.writeFile(file, json({ ...variables, subnet_filters: filters }), ownerOnly)
}

/** settings.json, the recipe's files/ and the project's files and staging files, as the scripts expect them on the instance. */
async function writePayload(
  folder: string,
  plan: BakePlan,
  recipe: Recipe,
  fileSystem: FileSystem,
): Promise<void> {
  const copies = [
    ...recipe.files.map(({ name, path }) => ({ from: path, to: join(folder, name) })),
    ...recipe.ownFiles.map(({ path }, index) => ({ from: path, to: join(folder, 'own', String(index)) })),
    ...recipe.staging.map(({ path, target }) => ({ from: path, to: join(folder, 'staging', target) })),
  ]
  await fileSystem.mkdir(folder, { recursive: true })
  await fileSystem.writeFile(join(folder, 'settings.json'), json(plan.settingsJson))
  await Promise.all(copies.map(({ from, to }) => fileSystem.cp(from, to, { dereference: true })))
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
