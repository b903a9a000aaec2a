import { stringify } from 'yaml'
import { project } from './schema/project.ts'
import { defaultRemedy, schemaFindings } from './schema-findings.ts'
import { type StarterImage, type StarterStack, starterStacks } from './starter-stacks.ts'

/** The answers to the questions of `init`. */
export interface FirstProject extends StarterImage {
  readonly timezone: string
  /** Separates this project from others in the same account. */
  readonly project: string
  readonly stacks: readonly StarterStack[]
}

/** The default answers, with every starter stack. */
export const firstProject: FirstProject = {
  image: 'ecs',
  architecture: 'x86_64',
  dataVolumeSize: 22,
  timezone: 'UTC',
  project: 'project',
  stacks: starterStacks,
}

/** The text of a packer-ecs.yaml; `schema` is the path of its JSON Schema for editors. */
export function firstProjectText(answers: FirstProject, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# docs/configuration.md of packer-ecs lists every key; your editor completes them.
${stringify(toYaml(answers))}`
}

/** Derives a valid project name from the name of its folder. */
export function projectName(folder: string): string {
  const name = folder
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 40)
    .replace(/-$/, '')
  return name === '' ? firstProject.project : name
}

/** What is wrong with an answer, in the words of the configuration's schema; undefined if it is valid. */
export function wrongAnswer(answer: Partial<FirstProject>): string | undefined {
  const root = toYaml({ ...firstProject, ...answer })
  const { error } = project.safeParse(root, { error: defaultRemedy })
  return schemaFindings(error?.issues ?? [], root)[0]?.hint
}

function toYaml({ timezone, project, stacks, ...image }: FirstProject) {
  const { dataVolumeSize } = image
  return {
    project,
    images: {
      [image.image]: {
        base: 'al2023',
        architecture: image.architecture,
        timezone,
        dataVolume: dataVolumeSize === null ? 'none' : { size: dataVolumeSize },
      },
    },
    ...(stacks.length === 0
      ? {}
      : { stacks: Object.fromEntries(stacks.map(({ name, section }) => [name, section(image)])) }),
  }
}
