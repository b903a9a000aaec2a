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
