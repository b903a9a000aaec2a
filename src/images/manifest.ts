import { z } from 'zod'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'

/**
 * Reads the AMI ids from Packer's manifest. Packer appends to a manifest and never clears it, so only the builds of
 * its last run are used.
 *
 * @returns region → AMI id
 * @throws ToolError MANIFEST_UNREADABLE
 */
export async function readManifest(
  file: string,
  regions: readonly string[],
  fileSystem: FileSystem,
): Promise<Record<string, string>> {
  const text = await fileSystem.readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw unreadable(file, `it cannot be read (${code})`)
  })
  const amis = parseManifest(text, file)
  const found = Object.keys(amis)
  const wrong = [
    ...found.filter(name => !regions.includes(name)),
    ...regions.filter(name => !found.includes(name)),
  ]
  if (wrong.length === 0) return amis
  throw unreadable(file, `it is for ${found.join(', ')}, but the bake is for ${regions.join(', ')}`)
}

/** @returns region → AMI id */
export function parseManifest(text: string, file: string): Record<string, string> {
  const parsed = schema.safeParse(json(text))
  if (!parsed.success) throw unreadable(file, 'it is not in the format that Packer writes')
  const { builds, last_run_uuid: lastRun } = parsed.data
  const artifacts = builds
    .filter(build => build.packer_run_uuid === lastRun)
    .flatMap(build => build.artifact_id.split(','))
  const amis = Object.fromEntries(artifacts.map(artifact => artifact.split(':') as [string, string]))
  if (artifacts.length === 0) throw unreadable(file, `it has no AMI of its last run ${lastRun}`)
  return amis
}

const schema = z.object({
  last_run_uuid: z.string().min(1),
  builds: z.array(
    z.object({
      packer_run_uuid: z.string(),
      artifact_id: z.string().regex(/^[a-z0-9-]+:ami-[0-9a-f]+(,[a-z0-9-]+:ami-[0-9a-f]+)*$/),
    }),
  ),
})

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(file: string, what: string): ToolError {
  return new ToolError('MANIFEST_UNREADABLE', `the manifest ${file} cannot be used: ${what}`, {
    why: 'packer-ecs reads the ids of the new AMIs from it.',
    hint: 'See packer.log in the same folder. If Packer created an AMI, it has the tag packer-ecs:run of this run.',
  })
}
