import { stringify } from 'yaml'
import { smallInstanceTypes } from './defaults.ts'
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
  /** Name of the project, where a cluster of the image is to be deployed, too; null for no cluster. */
  readonly project: string | null
}

export const firstProject: FirstProject = {
  image: 'ecs',
  architecture: 'x86_64',
  dataVolumeSize: 22,
  timezone: 'UTC',
  project: null,
}

/** The text of a packer-ecs.yaml; `schema` is where editors find its JSON Schema. */
export function firstProjectText(answers: FirstProject, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# docs/configuration.md lists every key; your editor completes them.
${stringify(written(answers))}`
}

/** What a parameter file of cfn/cluster.yml has to say, so that it fits the image. */
export function firstParameters({ architecture, dataVolumeSize }: FirstProject): Record<string, string> {
  return {
    InstanceType: smallInstanceTypes[architecture],
    ...(dataVolumeSize === null ? { DataVolumeSize: 'none' } : {}),
  }
}

/** A name for the project that lives in a folder of that name. */
export function projectName(folder: string): string {
  const name = folder
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 40)
    .replace(/-$/, '')
  return name === '' ? 'project' : name
}

/** What is wrong with an answer, as the configuration itself would say it; undefined when it may stand. */
export function wrongAnswer(answer: Partial<FirstProject>): string | undefined {
  const root = written({ ...firstProject, ...answer })
  const { error } = project.safeParse(root, { error: defaultRemedy })
  return schemaFindings(error?.issues ?? [], root)[0]?.hint
}

function written({ image, architecture, dataVolumeSize, timezone, project }: FirstProject) {
  return {
    ...(project === null ? {} : { project }),
    images: {
      [image]: {
        base: 'al2023',
        architecture,
        timezone,
        dataVolume: dataVolumeSize === null ? 'none' : { size: dataVolumeSize },
      },
    },
    ...(project === null ? {} : { stacks: { cluster: cluster(image) } }),
  }
}

function cluster(image: string) {
  return {
    template: 'cfn/cluster.yml',
    parameterFiles: { dev: 'cfn/dev.cfg' },
    amis: { ApplicationImageId: image },
    capabilities: ['CAPABILITY_IAM'],
  }
}
