import { access, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type FirstProject, firstProjectText } from '../../config/first-project.ts'
import type { StarterFile, StarterImage } from '../../config/starter-stacks.ts'
import type { NewFile } from '../../host/new-files.ts'
import { packageFolder } from '../../host/places.ts'
import { withLineValue } from '../../stacks/parameters/write-lines.ts'

/** The files that `init` writes: the configuration, its JSON Schema, and copies of the stacks' files. */
export async function firstFiles(configuration: string, answers: FirstProject): Promise<NewFile[]> {
  const folder = dirname(configuration)
  const schema = schemaFor(folder)
  return [
    { path: configuration, text: firstProjectText(answers, schema.path) },
    ...(schema.isCopied ? await schemaCopy(join(folder, schema.path)) : []),
    ...(await Promise.all(
      answers.stacks.flatMap(({ files }) => files.map(file => stackFile(folder, file, answers))),
    )),
  ]
}

const schemaName = 'packer-ecs.schema.json'

/** The path of the schema, relative to the project: within the package if that is part of the project, else a copy. */
function schemaFor(folder: string): { path: string; isCopied: boolean } {
  const path = relative(folder, join(packageFolder, 'schema', schemaName))
  const isCopied = path.startsWith('..')
  return { path: `./${isCopied ? schemaName : path}`, isCopied }
}

/** Keeps a copy that an earlier `init` wrote: it is good enough for an editor. */
async function schemaCopy(path: string): Promise<NewFile[]> {
  const exists = await access(path).then(
    () => true,
    () => false,
  )
  return exists ? [] : [{ path, text: await packageFile(join('schema', schemaName)) }]
}

async function stackFile(
  folder: string,
  { path, parameters }: StarterFile,
  image: StarterImage,
): Promise<NewFile> {
  const values = Object.entries(parameters?.(image) ?? {})
  const text = values.reduce(
    (text, [name, value]) => withLineValue(text, name, value),
    await packageFile(path),
  )
  return { path: join(folder, path), text }
}

function packageFile(path: string): Promise<string> {
  return readFile(join(packageFolder, path), 'utf8')
}
