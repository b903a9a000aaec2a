import { access, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type FirstProject, firstParameters, firstProjectText } from '../../config/first-project.ts'
import type { NewFile } from '../../host/new-files.ts'
import { packageFolder } from '../../host/places.ts'
import { withLineValue } from '../../stacks/parameters/write-lines.ts'

/** What `init` writes: the configuration, and beside it copies of the cluster's template and parameters. */
export async function firstFiles(configuration: string, answers: FirstProject): Promise<NewFile[]> {
  const folder = dirname(configuration)
  const schema = schemaFor(folder)
  const written = { path: configuration, text: firstProjectText(answers, schema.path) }
  // An older copy is ours, too, and good enough for an editor.
  const copied =
    schema.isCopied && !(await isThere(join(folder, schema.path)))
      ? [{ path: join(folder, schema.path), text: await ownFile('schema', schemaName) }]
      : []
  if (answers.project === null) return [written, ...copied]
  const template = await ownFile('cfn', 'cluster.yml')
  const parameters = fitting(await ownFile('cfn', 'dev.cfg'), answers)
  return [
    written,
    ...copied,
    { path: join(folder, 'cfn', 'cluster.yml'), text: template },
    { path: join(folder, 'cfn', 'dev.cfg'), text: parameters },
  ]
}

const schemaName = 'packer-ecs.schema.json'

function ownFile(...path: readonly string[]): Promise<string> {
  return readFile(join(packageFolder, ...path), 'utf8')
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function fitting(parameters: string, answers: FirstProject): string {
  return Object.entries(firstParameters(answers)).reduce(
    (text, [name, value]) => withLineValue(text, name, value),
    parameters,
  )
}

/** A place that everybody has who clones the project: in the package where that lies within it, else a copy. */
function schemaFor(folder: string): { path: string; isCopied: boolean } {
  const path = relative(folder, join(packageFolder, 'schema', schemaName))
  const isCopied = path.startsWith('..')
  return { path: `./${isCopied ? schemaName : path}`, isCopied }
}
