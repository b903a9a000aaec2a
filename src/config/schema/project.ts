import type { z } from 'zod'
import { artifacts } from './artifacts.ts'
import { byName, strict, text } from './check.ts'
import { image } from './image.ts'
import { session } from './session.ts'
import { stack } from './stack.ts'
import { target } from './target.ts'

const shortName = [
  /^[a-z][a-z0-9-]{0,39}$/,
  'Use at most 40 lowercase letters, digits and dashes, beginning with a letter.',
] as const

/** Third stage. The message of each issue is the hint; see check.ts. */
export const project = strict({
  project: text(
    /^[A-Za-z][A-Za-z0-9-]{0,39}$/,
    'Use at most 40 letters, digits and dashes, beginning with a letter.',
  )
    .optional()
    .describe('Name of the project: AMIs belong to it, and it is the value of {project} in stack names.'),
  images: byName(...shortName, image)
    .default({})
    .describe('The images of this project, by name. A project with stacks can do without.'),
  stacks: byName(...shortName, stack)
    .default({})
    .describe('The CloudFormation stacks of this project, by name.'),
  targets: byName(...shortName, target)
    .default({})
    .describe('Accounts and regions that AMIs are promoted in, by name. Default: those of the session.'),
  artifacts,
  session,
})
  // parse-yaml.ts removes the keys that begin with x-; rules/purpose.ts checks the rest.
  .meta({ patternProperties: { '^x-': {} }, anyOf: [{ required: ['images'] }, { required: ['stacks'] }] })
  .describe('Configuration of packer-ecs.')

export type ProjectInput = z.output<typeof project>
