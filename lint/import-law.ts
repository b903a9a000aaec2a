/** What a folder of the product is, and which other folders of it may be imported there. */
export interface Folder {
  readonly is: string
  readonly imports: readonly string[]
}

const leaves = ['events', 'errors', 'ports']

/** Every folder of src/, from the top down. A folder that is missing here may not be imported and may import nothing. */
export const folders: Readonly<Record<string, Folder>> = {
  'main.ts': {
    is: 'the entry: the check of the Node.js version, `--version`, then one command',
    imports: ['commands', 'host'],
  },
  commands: {
    is: 'one folder per command: its definition and its run',
    imports: [
      'connect',
      'host',
      'reporters',
      'doctor',
      'stacks',
      'images',
      'runs',
      'session',
      'packer',
      'aws',
      'config',
      ...leaves,
    ],
  },
  connect: {
    is: 'how the outside world is reached: AWS, session, network path, sandbox, Packer',
    imports: [
      'host',
      'stacks',
      'images',
      'runs',
      'session',
      'packer',
      'templates',
      'aws',
      'config',
      ...leaves,
    ],
  },
  host: {
    is: 'the machine and the person: clock, files, processes, signals, terminal, output, places',
    imports: ['reporters', 'stacks', 'images', ...leaves],
  },
  reporters: {
    is: 'events to text: terminal, plain lines, NDJSON, tables',
    imports: ['doctor', 'stacks', 'images', ...leaves],
  },
  doctor: { is: 'the checks of `doctor`', imports: ['images', 'packer', 'aws', 'config', ...leaves] },
  stacks: {
    is: 'CloudFormation stacks: template, parameters, plan (pure), deploy, watch, status',
    imports: ['images', 'runs', 'aws', 'config', ...leaves],
  },
  images: {
    is: 'AMIs: plan (pure), bake, result check, clean',
    imports: ['runs', 'packer', 'templates', 'aws', 'config', ...leaves],
  },
  runs: { is: 'the run kernel: steps and their undo, records, locks, expected durations', imports: leaves },
  session: {
    is: 'AWS sessions: profiles, MFA, roles, session policies, the credential endpoint',
    imports: ['aws', 'errors', 'ports'],
  },
  packer: { is: 'the only caller of Packer', imports: ['config', ...leaves] },
  templates: { is: 'the Packer template: the only user of Handlebars', imports: ['config', 'errors'] },
  aws: { is: 'one file per AWS service: the only user of the SDK', imports: ['errors', 'ports'] },
  config: { is: 'packer-ecs.yaml: read, schema, defaults, rules', imports: ['errors', 'ports'] },
  events: { is: 'types of the events that a run emits', imports: [] },
  errors: { is: 'errors as a person reads them', imports: [] },
  ports: { is: 'types of what is passed in: clock, random, files, processes', imports: [] },
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
