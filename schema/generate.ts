import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { documents } from '#sandbox/documents.ts'
import { documentSchema, everyCommand, schemaFile } from '#src/commands/document-schema.ts'
import { commands } from '#src/commands/program.ts'
import { projectJsonSchema } from '#src/config/json-schema.ts'

/** `npm run schema`: the JSON Schema of packer-ecs.yaml, and of each document that a command prints with --json. */
write('packer-ecs.schema.json', projectJsonSchema())
for (const command of everyCommand(commands)) {
  const schema = await documentSchema(command)
  if (schema !== undefined) write(schemaFile(command), z.toJSONSchema(schema))
}
for (const [command, document] of Object.entries(documents)) {
  write(`sandbox/${command}-document.schema.json`, z.toJSONSchema(document))
}

function write(name: string, schema: object): void {
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`)
}
