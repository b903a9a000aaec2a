import { readFile } from 'node:fs/promises'
import { z } from 'zod'

const folder = new URL('../../schema/', import.meta.url)

export async function publishedJson(file: string): Promise<Parameters<typeof z.fromJSONSchema>[0]> {
  return JSON.parse(await readFile(new URL(file, folder), 'utf8'))
}

/** What a JSON Schema in schema/ accepts. */
export async function publishedSchema(file: string): Promise<z.ZodType> {
  return z.fromJSONSchema(await publishedJson(file))
}

/**
 * Throws unless what `packer-ecs …` printed with --json is one document of its published schema. Wrong usage prints
 * none, and the sandbox has its own documents.
 */
export async function assertPublished(argv: readonly string[], stdout: string): Promise<void> {
  const [command = ''] = argv
  if (!argv.includes('--json') || command === 'sandbox' || stdout === '') return
  const words = command === 'session' ? 'session-clear' : command
  const schema = await publishedSchema(`${words}-document.schema.json`)
  schema.parse(JSON.parse(stdout))
}
