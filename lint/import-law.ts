/** What a folder of the product is, and which other folders of it may be imported there. */
export interface Folder {
  readonly is: string
  readonly imports: readonly string[]
}

const leaves = ['events', 'errors', 'files', 'ports']

/** Every folder of src/, from the top down. A folder that is missing here may not be imported and may import nothing. */
export const folders: Readonly<Record<string, Folder>> = {
  'main.ts': {
    is: 'the entry: Node.js version check, `--version`, then one lazily imported command',
    imports: ['commands', 'host'],
  },
  commands: {
    is: 'one folder per command: `command.ts` declares it, `run.ts` executes it',
    imports: [
      'connect',
      'host',
      'reporters',
      'doctor',
      'verify',
      'channels',
      'stacks',
      'images',
      'runs',
      'state',
      'session',
      'packer',
      'aws',
      'trust',
      'config',
      ...leaves,
    ],
  },
  connect: {
    is: 'how the outside world is reached: AWS, session, network path, sandbox, Packer',
    imports: [
      'host',
      'reporters',
      'verify',
      'channels',
      'stacks',
      'images',
      'runs',
      'state',
      'session',
      'packer',
      'templates',
      'aws',
      'config',
      ...leaves,
    ],
  },
  host: {
    is: 'the machine and the person: environment, files, processes, signals, terminal, prompts, output',
    imports: ['reporters', 'stacks', 'images', ...leaves],
  },
  reporters: {
    is: 'events to terminal, plain lines and NDJSON; tables, completion, redaction',
    imports: ['doctor', 'channels', 'stacks', 'images', ...leaves],
  },
  doctor: {
    is: 'the checks of `doctor`, each with its remedy',
    imports: ['images', 'packer', 'aws', 'config', ...leaves],
  },
  verify: {
    is: 'launches an AMI in a separate Auto Scaling group, checks it, and ends it; `checks/`: one file for each kind of check',
    imports: ['stacks', 'images', 'runs', 'state', 'aws', 'config', ...leaves],
  },
  channels: {
    is: 'which AMI a channel of an image holds: promotion, rollback, history, rejection, freeze',
    imports: ['images', 'state', 'aws', 'config', ...leaves],
  },
  stacks: {
    is: '`template/`, `parameters/`, `ami/`: what is deployed; `plan/`: what that changes (pure); `deploy/`: the steps; `watch/`: events, root cause, evidence, drains; `services/`: ECS services: plan (pure), progress, causes; `status/`',
    imports: ['images', 'runs', 'aws', 'config', ...leaves],
  },
  images: {
    is: 'plan (pure), bake key, manifest, result check; `bake/`: the steps of a bake; `clean/`: survey, plan (pure), deletion of leftover resources',
    imports: ['runs', 'state', 'packer', 'templates', 'aws', 'config', ...leaves],
  },
  runs: {
    is: 'the run kernel: steps with their undo, records, locks, expected durations, interruption',
    imports: ['aws', ...leaves],
  },
  state: {
    is: 'what all machines see: documents and locks in the state bucket, pointers in SSM',
    imports: ['aws', 'errors', 'ports'],
  },
  session: {
    is: 'session plan (pure), MFA and its cache, roles and their renewal, session policies, the credential endpoint for Packer',
    imports: ['aws', 'errors', 'files', 'ports'],
  },
  packer: {
    is: 'the only caller of the packer binary: version, capabilities, init, validate, build, output parser',
    imports: ['config', ...leaves],
  },
  templates: { is: 'the only user of Handlebars', imports: ['config', 'errors'] },
  aws: {
    is: 'one file per service; the only importers of the SDK; translate SDK errors',
    imports: ['errors', 'ports'],
  },
  trust: {
    is: 'what a project runs on this machine or reads elsewhere, and whether the person trusts it',
    imports: ['config', ...leaves],
  },
  config: { is: 'packer-ecs.yaml: read, schema, defaults, rules', imports: ['errors', 'files', 'ports'] },
  events: { is: 'types of the events that a run emits', imports: [] },
  errors: { is: 'errors as a person reads them', imports: [] },
  files: { is: 'reads named files: regular files of limited size', imports: ['ports'] },
  ports: { is: 'types of clock, random, file system and processes', imports: [] },
}

/** Packages that only some folders may import, with what the others do instead. */
export const packages: readonly Package[] = [
  {
    name: '@(aws-sdk|smithy)/.*',
    only: ['aws', 'connect'],
    instead: 'Add the call to the file of its service in src/aws and have it passed in.',
  },
  { name: 'handlebars', only: ['templates'], instead: 'Call renderTemplate of src/templates.' },
  { name: '@inquirer/.*', only: ['host'], instead: 'Ask through Person of src/host.' },
  { name: 'commander', only: ['commands'], instead: 'Declare the option in the definition of the command.' },
]

interface Package {
  /** A regular expression. */
  readonly name: string
  readonly only: readonly string[]
  readonly instead: string
}
