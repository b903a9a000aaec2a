import { defineCommand } from '../define-command.ts'
import { argument, option } from '../options.ts'

export const bake = defineCommand({
  name: 'bake',
  summary: 'Bake images of the configuration into AMIs.',
  arguments: {
    images: argument('[images...]', 'names in the configuration; required if it has more than one'),
  },
  options: {
    all: option('--all', 'bake every image of the configuration, several at a time'),
    baseAmi: option('--base-ami <id>', 'start from this AMI instead of the configured base'),
    baseRelease: option(
      '--base-release <release>',
      'start from this ECS-optimized release, e.g. 2023.0.20261022',
    ),
    force: option('--force', 'bake even if an identical good AMI exists'),
    verify: option('--verify', 'verify each AMI after its bake (see "packer-ecs verify")'),
    dryRun: option('--dry-run', 'stop after the plan; print the Packer command'),
    keepOnFailure: option('--keep-on-failure', 'leave the build instance running if a script fails'),
    events: option('--events <file>', 'append events to a file as NDJSON'),
  },
  details: 'Prints the id of the AMI to standard output, and everything else to standard error.',
  examples: [
    ['packer-ecs bake --sandbox --yes', 'rehearse on this machine, install what is missing'],
    ['packer-ecs bake ecs --profile build', 'bake on AWS with a profile'],
    ['packer-ecs bake web batch', 'bake two images at once'],
    ['packer-ecs bake --base-release 2023.0.20261022'],
    ['packer-ecs bake ecs --verify', 'bake, and verify the AMI'],
    ['AMI=$(packer-ecs bake ecs)', 'use the AMI in a script'],
    ['packer-ecs bake --json --events bake.ndjson'],
  ],
  exitStatuses: [
    [0, 'baked, or nothing to do'],
    [1, 'failed'],
    [2, 'wrong usage or configuration'],
    [130, 'interrupted'],
  ],
  purpose: 'bake',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
