import { z } from 'zod'
import { project } from './schema/project.ts'

/** The JSON Schema of packer-ecs.yaml for editors, with descriptions and defaults. */
export function projectJsonSchema(): object {
  return {
    title: 'packer-ecs.yaml',
    ...z.toJSONSchema(project, { io: 'input', target: 'draft-7', override: makePortable }),
  }
}

/** Not every engine reads Unicode classes: there, the pattern excludes what is wrong in ASCII, and allows the rest. */
function makePortable({ jsonSchema }: { readonly jsonSchema: { pattern?: string } }): void {
  if (jsonSchema.pattern === '^[\\p{L}\\p{N}\\p{Zs}_.:/=+@-]*$')
    jsonSchema.pattern = '^[^\\t\\r\\n!-*,;<>?\\[-\\^`{-~]*$'
}
