import { readdir, readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hintOptions } from '#src/commands/hint-options.ts'
import { createProgram } from '#src/commands/program.ts'
import { type OwnCommand, ownCommand, repeatInHints } from '#src/errors/own-command.ts'
import { commandsIn } from '#test/helpers/hints.ts'

/** The command that the arguments start, with its options. */
async function started(argv: readonly string[]) {
  let found: { name: string; options: Readonly<Record<string, unknown>> } | undefined
  const program = createProgram('1.2.3', async ({ definition, options }) => {
    found = { name: definition.name, options }
    return 0
  })
  await program.parseAsync(argv, { from: 'user' })
  return found
}

afterEach(() => {
  repeatInHints()
  process.exitCode = undefined
})

const argv = '--config my/images.yaml --profile build --region eu-west-1 --sandbox --trust'.split(' ')

describe('after a run with every option that leads to an account', () => {
  beforeEach(async () => {
    const { options = {} } =
      (await started(['deploy', 'cluster', '--env', 'live', '--yes', '--json', ...argv])) ?? {}
    repeatInHints(hintOptions(options))
  })

  test.each<[OwnCommand, string[], object]>([
    [
      'bake',
      ['ecs'],
      { config: 'my/images.yaml', profile: 'build', region: 'eu-west-1', sandbox: true, trust: true },
    ],
    ['clean', ['--run', '20261121-013000-a1b2'], { sandbox: true, run: '20261121-013000-a1b2' }],
    ['deploy', ['cluster', '--yes'], { env: 'live', sandbox: true, yes: true }],
    ['images', [], { region: 'eu-west-1' }],
    ['init', [], { config: 'my/images.yaml' }],
    ['status', [], { env: 'live' }],
    ['trust', [], { config: 'my/images.yaml' }],
    ['watch', ['shop-live-cluster'], { env: 'live', config: 'my/images.yaml' }],
    ['whoami', [], { profile: 'build' }],
  ])('the hint with %s is a command line of it that repeats them', async (name, words, options) => {
    const [found = []] = commandsIn(`Do this: ${ownCommand(name, ...words)}`)
    expect(await started(found)).toMatchObject({ name, options })
  })

  test('the sandbox has no such options', () => {
    expect(ownCommand('sandbox start', '--yes')).toBe('packer-ecs sandbox start --yes')
  })

  test('an option that the hint has already is not repeated, even if a value looks like it', () => {
    expect(ownCommand('deploy', 'live', '--env', 'dev', '--sandbox')).toBe(
      'packer-ecs deploy live --env dev --sandbox --config my/images.yaml --profile build --region eu-west-1 --trust',
    )
    expect(ownCommand('deploy', 'live')).toContain('--env live')
  })

  test('answers, output and debugging are not repeated', () => {
    expect(ownCommand('bake')).not.toMatch(/--(?:yes|json|quiet|debug)/)
  })
})

test('a run without such options gives plain commands', async () => {
  const { options = {} } = (await started(['bake'])) ?? {}
  repeatInHints(hintOptions(options))
  expect(ownCommand('bake', 'ecs')).toBe('packer-ecs bake ecs')
})

test.each(["it's", 'a b', '$(reboot)', '`reboot`', 'a;b', ''])(
  'the word %j reaches the command as it is',
  async word => {
    repeatInHints(hintOptions({ config: word }))
    expect(commandsIn(ownCommand('bake', word))).toEqual([['bake', word, '--config', word]])
  },
)

test('no text of the product has a command of its own that does not go through ownCommand', async () => {
  const command = /packer-ecs (?:bake|clean|deploy|images|init|sandbox start|status|trust|watch|whoami)\b/
  // Help and comments describe commands without a run.
  const isHelp = (file: string) => /command\.ts$|^commands\/program\.ts$|shared-options\.ts$/.test(file)
  const root = new URL('../../../../src/', import.meta.url)
  for (const file of await readdir(root, { recursive: true })) {
    if (!file.endsWith('.ts') || isHelp(file)) continue
    const lines = (await readFile(new URL(file, root), 'utf8')).split('\n')
    const found = lines.filter(line => command.test(line) && !/^\s*(?:\/?\*|\/\/)/.test(line))
    expect(found, file).toEqual([])
  }
})
