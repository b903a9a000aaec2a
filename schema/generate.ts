import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { documents } from '#sandbox/documents.ts'
import { projectJsonSchema } from '#src/config/json-schema.ts'
import { bakeOutput } from '#src/images/document-schema.ts'
import { deployDocument } from '#src/stacks/deploy/document-schema.ts'

function write(name: string, schema: object): void {
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`)
}

write('packer-ecs.schema.json', projectJsonSchema())
write('bake-document.schema.json', z.toJSONSchema(bakeOutput))
write('deploy-document.schema.json', z.toJSONSchema(deployDocument))
for (const [command, document] of Object.entries(documents)) {
  write(`sandbox/${command}-document.schema.json`, z.toJSONSchema(document))
}
