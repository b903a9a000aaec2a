import { smallInstanceTypes } from './defaults.ts'
import type { Architecture } from './settings.ts'

/** The image that a starter stack launches. */
export interface StarterImage {
  /** Name of the image in the configuration. */
  readonly image: string
  readonly architecture: Architecture
  /** GiB of the data volume; null for none. */
  readonly dataVolumeSize: number | null
}

/** A stack that `init` can add to a new project. */
export interface StarterStack {
  /** Name under "stacks:". */
  readonly name: string
  /** Asked with yes as the default. */
  readonly question: string
  /** Copied from the package to the project, under the same path. */
  readonly files: readonly StarterFile[]
  /** Value of the key under "stacks:". */
  section(image: StarterImage): Readonly<Record<string, unknown>>
}

export interface StarterFile {
  /** `cfn/NAME/…`. */
  readonly path: string
  /** Values that a parameter file needs to match the image; absent for a file that is copied as it is. */
  parameters?(image: StarterImage): Readonly<Record<string, string>>
}

/** The stacks that `init` offers, in the order of its questions. */
export const starterStacks: readonly StarterStack[] = [
  {
    name: 'cluster',
    question: 'Add a stack with an ECS cluster that uses this image?',
    files: [
      { path: 'cfn/cluster/template.yml' },
      {
        path: 'cfn/cluster/dev.cfg',
        parameters: ({ architecture, dataVolumeSize }) => ({
          InstanceType: smallInstanceTypes[architecture],
          ...(dataVolumeSize === null ? { DataVolumeSize: 'none' } : {}),
        }),
      },
    ],
    section: ({ image }) => ({
      template: 'cfn/cluster/template.yml',
      parameterFiles: { dev: 'cfn/cluster/dev.cfg' },
      amis: { ApplicationImageId: image },
      capabilities: ['CAPABILITY_IAM'],
    }),
  },
]
