import { join, relative, resolve } from 'node:path'
import { type ImageSettings, recipeScripts } from '../config/settings.ts'
import { hashNamed } from '../files/read-named.ts'
import type { FileSystem } from '../ports/ports.ts'
import { proxyEnvironment } from './proxy-environment.ts'

/** All files that determine the AMI's content, hashed before the bake starts. */
export interface Recipe {
  readonly template: RecipeFile
  /** In the order in which they run. */
  readonly scripts: readonly RecipeScript[]
  /** Run after the inventory was downloaded, in order and in one connection. */
  readonly closing: readonly RecipeScript[]
  /** The recipe's files/, including the library that the scripts share. */
  readonly files: readonly RecipeFile[]
  /** The project's files, in the order of the configuration. */
  readonly ownFiles: readonly RecipeFile[]
  readonly staging: readonly StagedRecipeFile[]
}

export interface RecipeFile {
  /** Who provides it: packer-ecs, or the project as a template, a script, a file or a staging file. */
  readonly owner: 'recipe' | 'template' | 'script' | 'file' | 'staging'
  /** The name shown to the user: `scripts/storage.sh`, or the path in the configuration. */
  readonly name: string
  readonly path: string
  readonly sha256: string
  readonly executable: boolean
}

export interface RecipeScript extends RecipeFile {
  readonly arguments: readonly string[]
  /** Variables that are set in addition. */
  readonly environment: Readonly<Record<string, string>>
}

/** Its name; the step `reboot: true` of the configuration. */
export const rebootScript = 'scripts/reboot.sh'

/** A file of the project that scripts can read during the bake. */
export interface StagedRecipeFile extends RecipeFile {
  /** Path below the staging folder of the build instance. */
  readonly target: string
}

export interface RecipeSources {
  /** Folder with packer/, scripts/ and files/. */
  readonly recipeFolder: string
  readonly projectFolder: string
  readonly fileSystem: FileSystem
}

export async function readRecipe(settings: ImageSettings, sources: RecipeSources): Promise<Recipe> {
  const ours = (name: string) =>
    readFile('recipe', name, join(sources.recipeFolder, name), sources.fileSystem)
  const theirs = (owner: Exclude<RecipeFile['owner'], 'recipe'>, name: string) =>
    readFile(owner, name, resolve(sources.projectFolder, name), sources.fileSystem)

  const ourScript = async (name: string) => ({
    ...(await ours(`scripts/${name}.sh`)),
    arguments: [],
    environment: {},
  })
  const ownScript = async ({ path, ...given }: ImageSettings['scripts'][number]) => {
    if (path === null) return ourScript('reboot')
    const environment = { ...proxyEnvironment(settings.proxy), ...given.environment }
    return { ...(await theirs('script', path)), arguments: given.arguments, environment }
  }
  const ownScripts = (place: ImageSettings['scripts'][number]['after']) =>
    settings.scripts.filter(({ after }) => after === place).map(ownScript)
  const scripts = recipeScripts.flatMap(name => [ourScript(name), ...ownScripts(name)])
  return {
    template: await (settings.template === null
      ? ours('packer/image.pkr.hcl.hbs')
      : theirs('template', settings.template)),
    scripts: await Promise.all([...scripts, ourScript('check')]),
    closing: await Promise.all([ourScript('cleanup'), ...ownScripts('cleanup'), ourScript('finish')]),
    files: await Promise.all((await filesBelow(sources, 'files')).map(ours)),
    ownFiles: await Promise.all(settings.files.map(({ source }) => theirs('file', source))),
    staging: await Promise.all(
      settings.staging.map(async ({ source, name }) => ({
        ...(await theirs('staging', source)),
        target: name,
      })),
    ),
  }
}

/** The files of the configuration were checked when it was read. */
const mostBytes = 1_000_000_000

async function readFile(
  owner: RecipeFile['owner'],
  name: string,
  path: string,
  fileSystem: FileSystem,
): Promise<RecipeFile> {
  const { sha256, mode } = await hashNamed(path, mostBytes, fileSystem)
  return { owner, name, path, sha256, executable: (mode & 0o100) !== 0 }
}

async function filesBelow({ recipeFolder, fileSystem }: RecipeSources, folder: string): Promise<string[]> {
  const entries = await fileSystem.readdir(join(recipeFolder, folder), {
    withFileTypes: true,
    recursive: true,
  })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(recipeFolder, join(entry.parentPath, entry.name)))
    .toSorted()
}
