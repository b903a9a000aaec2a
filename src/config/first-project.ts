import { stringify } from 'yaml'
import { project } from './schema/project.ts'
import { defaultRemedy, schemaFindings } from './schema-findings.ts'
import type { Architecture } from './settings.ts'

/** What `init` asks. */
export interface FirstProject {
  readonly image: string
  readonly architecture: Architecture
  /** GiB of the data volume; null for none. */
  readonly dataVolumeSize: number | null
  readonly timezone: string
}

export const firstProject: FirstProject = {
  image: 'ecs',
  architecture: 'x86_64',
  dataVolumeSize: 22,
  timezone: 'UTC',
}

/** The text of a packer-ecs.yaml; `schema` is where editors find its JSON Schema. */
export function firstProjectText(answers: FirstProject, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# docs/configuration.md lists every key; your editor completes them.
${stringify(written(answers))}`
}

/** What is wrong with an answer, as the configuration itself would say it; undefined when it may stand. */
export function wrongAnswer(answer: Partial<FirstProject>): string | undefined {
  const root = written({ ...firstProject, ...answer })
  const { error } = project.safeParse(root, { error: defaultRemedy })
  return schemaFindings(error?.issues ?? [], root)[0]?.hint
}

function written({ image, architecture, dataVolumeSize, timezone }: FirstProject) {
  return {
    images: {
      [image]: {
        base: 'al2023',
        architecture,
        timezone,
        dataVolume: dataVolumeSize === null ? 'none' : { size: dataVolumeSize },
      },
    },
  }
}
