import { type Command, CommanderError, Option } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { everyCommand } from '#src/commands/document-schema.ts'
import { commands, createProgram } from '#src/commands/program.ts'
import { sharedOptions } from '#src/commands/shared-options.ts'

const defaults = { config: 'packer-ecs.yaml' }
let said = ''

function hear(text: string | Uint8Array): boolean {
  said += text
  return true
}

beforeEach(() => {
  said = ''
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(hear)
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

/** What the arguments start, as [command, ...its arguments, its options]. */
async function started(...argv: string[]): Promise<unknown[]> {
  let call: unknown[] = []
  const program = createProgram('1.2.3', async ({ definition, arguments: words, options }) => {
    call = [definition.name, ...Object.values(words), options]
    return 0
  })
  await program.parseAsync(argv, { from: 'user' })
  return call
}

test.each<[string[], unknown[]]>([
  [['deploy'], ['deploy', undefined, { ...defaults, wait: true }]],
  [
    ['deploy', 'cluster', '--env', 'dev', '--ami', 'ami-1', '--dry-run', '--no-wait', '--write-parameters'],
    [
      'deploy',
      'cluster',
      { ...defaults, env: 'dev', ami: 'ami-1', dryRun: true, wait: false, writeParameters: true },
    ],
  ],
  [
    ['deploy', '--parameter', 'A=1', '--parameter', 'B=x=y,z'],
    ['deploy', undefined, { ...defaults, wait: true, parameter: ['A=1', 'B=x=y,z'] }],
  ],
  [
    ['watch', 'cluster', '--env', 'prod'],
    ['watch', 'cluster', { ...defaults, env: 'prod' }],
  ],
  [
    ['status', '--json'],
    ['status', undefined, { ...defaults, json: true }],
  ],
  [['bake'], ['bake', [], defaults]],
  [
    ['bake', 'ecs', '--dry-run', '--force'],
    ['bake', ['ecs'], { ...defaults, dryRun: true, force: true }],
  ],
  [
    ['bake', '--base-ami', 'ami-1', '--keep-on-failure'],
    ['bake', [], { ...defaults, baseAmi: 'ami-1', keepOnFailure: true }],
  ],
  [
    ['bake', '--base-release', '2023.0.1', '--events', 'e'],
    ['bake', [], { ...defaults, baseRelease: '2023.0.1', events: 'e' }],
  ],
  [
    ['bake', 'web', 'batch', '--quiet'],
    ['bake', ['web', 'batch'], { ...defaults, quiet: true }],
  ],
  [
    ['bake', '--all', '--debug'],
    ['bake', [], { ...defaults, all: true, debug: true }],
  ],
  [
    ['init', '--yes'],
    ['init', { ...defaults, cluster: true, yes: true }],
  ],
  [
    ['doctor', '--json'],
    ['doctor', { ...defaults, json: true }],
  ],
  [
    ['completion', 'fish'],
    ['completion', 'fish'],
  ],
  [
    ['images', '--profile', 'p', '--region', 'r', '--json'],
    ['images', { ...defaults, profile: 'p', region: 'r', json: true }],
  ],
  [
    ['whoami', '--profile', 'p', '--json'],
    ['whoami', { ...defaults, profile: 'p', json: true }],
  ],
  [
    ['session', 'clear'],
    ['clear', defaults],
  ],
  [
    ['images', '--config', 'c', '--sandbox', '-y'],
    ['images', { config: 'c', sandbox: true, yes: true }],
  ],
  [
    ['sandbox', 'start', '--yes'],
    ['sandbox', ['start', '--yes']],
  ],
  [
    ['sandbox', 'fault', 'CreateImage', '--error', 'X'],
    ['sandbox', ['fault', 'CreateImage', '--error', 'X']],
  ],
  [
    ['init', '--no-cluster'],
    ['init', { ...defaults, cluster: false }],
  ],
  [
    ['sandbox', '--help'],
    ['sandbox', ['--help']],
  ],
])('%j', async (argv, expected) => {
  expect((await started(...argv)).slice(0, expected.length)).toEqual(expected)
})

describe('a mistake', () => {
  test.each([
    [['bkae'], 'Did you mean bake?'],
    [['bake', '--dryrun'], 'Did you mean --dry-run?'],
    [['images', '--jsn'], 'Did you mean --json?'],
    [['help', 'bkae'], 'Did you mean bake?'],
    [['help', 'nope'], "unknown command 'nope'"],
  ])('%j suggests what is near', async (argv, suggestion) => {
    await expect(started(...argv)).rejects.toBeInstanceOf(CommanderError)
    expect(said).toContain(suggestion)
  })
})

const startable = commandsOf(createProgram('1.2.3', async () => 0))

test.each(startable)('%s takes the options that all have', async (...words) => {
  const required = { completion: 'bash', promote: 'ecs', reject: 'ami-0123456789abcdef0' }[words[0] ?? '']
  const argv = required === undefined ? words : [...words, required]
  const common = [
    '--config',
    'c',
    '--profile',
    'p',
    '--region',
    'r',
    '--sandbox',
    '--json',
    '--yes',
    '-q',
    '--debug',
  ]
  await expect(started(...argv, ...common)).resolves.not.toEqual([])
})

test.each([
  [['help', 'bake'], 'Usage: packer-ecs bake '],
  [['help', 'session', 'clear'], 'Usage: packer-ecs session clear '],
  [['help'], 'Usage: packer-ecs [options]'],
])('%j shows that help', async (argv, usage) => {
  await expect(started(...argv)).rejects.toMatchObject({ exitCode: 0 })
  expect(said).toContain(usage)
})

test('help of the sandbox is its own', async () => {
  expect(await started('help', 'sandbox', 'fault')).toEqual(['sandbox', ['fault', '--help'], {}])
})

test.each([[[]], ...[...startable, ['session']].map(words => [words])])(
  'help of %j shows examples',
  async argv => {
    await expect(started(...argv, '--help')).rejects.toMatchObject({ exitCode: 0 })
    expect(said).toContain('Examples:')
  },
)

test('a value has the name that its option has in the definition', () => {
  for (const { words, definition } of everyCommand(commands)) {
    const options = { ...(definition.options ?? {}), ...sharedOptions }
    for (const [name, { flags }] of Object.entries(options))
      expect(new Option(flags).attributeName(), `${words} ${flags}`).toBe(name)
  }
})

test('help lists only options that have an effect', async () => {
  await expect(started('completion', '--help')).rejects.toMatchObject({ exitCode: 0 })
  await expect(started('init', '--help')).rejects.toMatchObject({ exitCode: 0 })
  expect(said).toContain('--json')
  for (const flag of ['--profile', '--region', '--sandbox']) expect(said).not.toContain(flag)
})

/** Every command that works on something, as the words that start it; the sandbox answers for its own. */
function commandsOf(command: Command, path: readonly string[] = []): string[][] {
  return command.commands.flatMap(child => {
    const words = [...path, child.name()]
    if (child.name() === 'sandbox' || child.name() === 'help') return []
    return child.commands.length === 0 ? [words] : commandsOf(child, words)
  })
}
