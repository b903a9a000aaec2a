import { writeFileSync } from 'node:fs'
import { projectJsonSchema } from '../src/config/json-schema.ts'

const file = new URL('packer-ecs.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(projectJsonSchema(), null, 2)}\n`)
