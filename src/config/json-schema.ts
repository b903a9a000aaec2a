import { z } from 'zod'
import { project } from './schema/project.ts'

/** The JSON Schema of packer-ecs.yaml for editors, with descriptions and defaults. */
export function projectJsonSchema(): object {
  return { title: 'packer-ecs.yaml', ...z.toJSONSchema(project, { io: 'input', target: 'draft-7' }) }
}
