import { z } from 'zod'
import { project } from './schema/project.ts'

/** The JSON Schema that editors use: what a person may write, with descriptions and defaults. */
export function projectJsonSchema(): object {
  return { title: 'packer-ecs.yaml', ...z.toJSONSchema(project, { io: 'input', target: 'draft-7' }) }
}
