import { z } from 'zod'
import { longestAmiMinutes } from '../settings.ts'
import { agent } from './agent.ts'
import { base } from './base.ts'
import { listOf, strict, text, wholeNumber } from './check.ts'
import { containerImages } from './container-images.ts'
import { docker } from './docker.ts'
import { instanceType, spot } from './instance-type.ts'
import { logs } from './logs.ts'
import { metrics } from './metrics.ts'
import { name } from './name.ts'
import { network } from './network.ts'
import { files, staging, template } from './own-files.ts'
import { checks, scripts } from './own-scripts.ts'
import { packageName } from './package-name.ts'
import { proxy } from './proxy.ts'
import { region } from './region.ts'
import { shareWith } from './share-with.ts'
import { tags } from './tags.ts'
import { timezone } from './timezone.ts'
import { dataVolume, rootVolume, volumes } from './volumes.ts'

export const image = strict({
  base,
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64').describe('Processor architecture.'),
  instanceType,
  spot,
  name,
  tags,
  rootVolume,
  dataVolume,
  volumes,
  timezone,
  packages: listOf(packageName)
    .default([])
    .describe('Packages to install, in addition to those that the recipe needs.'),
  updates: strict({
    releasever: text(
      /^(?:none|latest|2023\.\d+\.\d{8})$/,
      'Use none, latest or a release such as "2023.9.20261020".',
    )
      .default('none')
      .describe(
        'Amazon Linux 2023 release that packages are updated to during the bake: a release, latest, or none for no update. Docker, containerd, runc and ecs-init are never updated.',
      ),
  })
    .prefault({})
    .describe('Package updates during the bake. Instances do not update packages at boot.'),
  logs,
  metrics,
  proxy,
  agent,
  docker,
  containerImages,
  scripts,
  checks,
  files,
  staging,
  template,
  network,
  copyTo: listOf(region).default([]).describe('Regions that the finished AMI is copied to.'),
  shareWith,
  deprecateAfterDays: wholeNumber(1, 3650, 'days')
    .optional()
    .describe('Days after which EC2 marks the AMI as deprecated. Default: never.'),
  amiTimeoutMinutes: wholeNumber(10, longestAmiMinutes, 'minutes')
    .default(120)
    .describe(
      'Minutes that EC2 has to create the AMI, and to make each copy. It limits every wait of Packer.',
    ),
  maxAgeDays: wholeNumber(1, 3650, 'days')
    .default(35)
    .describe('Days after which an AMI is baked again even if nothing changed, to get newer packages.'),
  firstRun: strict({
    // CloudFormation waits at most an hour for a signal, including the boot.
    timeoutSeconds: wholeNumber(10, 3000, 'seconds')
      .default(600)
      .describe('Seconds that an instance has to join its cluster at first boot.'),
  })
    .prefault({})
    .describe('What an instance does at first boot.'),
})

export type ImageInput = z.output<typeof image>
