import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandsIn } from '#test/helpers/hints.ts'
import { assertPublished } from '#test/helpers/published-schema.ts'

const program = join(import.meta.dirname, '../../src/main.ts')
const tool = `'${process.execPath}' '${program}'`
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'command-line-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** No account, no configuration of AWS, no sandbox: what is tested here must fail before it asks for one. */
const bare = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
}

interface Surroundings {
  readonly yaml?: string | Uint8Array
  readonly environment?: Record<string, string>
  /** A new one by default. */
  readonly project?: string
}

/** `packer-ecs …` as a process of its own, in a folder with this packer-ecs.yaml. */
async function run(argv: readonly string[], { yaml, environment = {}, project: given }: Surroundings = {}) {
  const project = given ?? (await newFolder())
  if (yaml !== undefined) await writeFile(join(project, 'packer-ecs.yaml'), yaml)
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...argv], {
    cwd: project,
    env: { ...bare, ...environment },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  })
  await assertPublished(argv, stdout)
  return { exitCode, stdout, stderr, project }
}

const newFolder = () => mkdtemp(join(folder, 'project-'))

const good = 'images:\n  ecs: {base: al2023}\n'
const twoGood = 'images:\n  web: {base: al2023}\n  batch: {base: al2023}\n'
const image = (settings: string) => `images:\n  ecs:\n    ${settings}\n`
const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]}, `.repeat(9)}]`),
].join('\n')

describe.concurrent('bad input: one clear error, nothing started', () => {
  test.each<[string, string | Uint8Array | undefined, string, RegExp?]>([
    ['an unknown key', image('bsae: al2023'), 'KEY_UNKNOWN', /packer-ecs\.yaml:3.*\n.*Did you mean "base"/],
    ['a wrong type', image('packages: htop'), 'VALUE_TYPE', /packer-ecs\.yaml:3/],
    ['a missing script', image('scripts: [{path: no.sh}]'), 'OWN_FILE_MISSING', /no\.sh/],
    ['a bad tag', image('tags: {"aws:x": "1"}'), 'TAG_RESERVED', /aws:x/],
    ['a volume that is too small', image('rootVolume: {size: 8}'), 'VOLUME_SETTING', /Use 30 or more/],
    ['iops with gp2', image('dataVolume: {type: gp2, iops: 4000}'), 'VOLUME_SETTING', /gp2/],
    ['an unknown time zone', image('timezone: Europe/Wien'), 'TIMEZONE_UNKNOWN', /Did you mean Europe\//],
    ['arm64 with t3', image('architecture: arm64\n    instanceType: t3.large'), 'INSTANCE_TYPE_ARCHITECTURE'],
    ['Amazon Linux 1', image('base: amzn-2018.03'), 'BASE_NOT_SUPPORTED', /2023-12-31/],
    ['Amazon Linux 2', image('base: al2'), 'BASE_NOT_SUPPORTED', /2026-06-30/],
    ['a bad name pattern', image('name: "ecs-{date}"'), 'NAME_PATTERN'],
    ['{{ in a value', image('tags: {owner: "{{user}}"}'), 'VALUE_TEMPLATE', /packer-ecs\.yaml:3/],
    ['no configuration', undefined, 'CONFIG_NOT_FOUND', /packer-ecs init/],
    ['an empty configuration', '', 'CONFIG_EMPTY'],
    ['a binary configuration', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), 'CONFIG_NOT_TEXT'],
    ['10 MB', `#${'x'.repeat(10_000_000)}`, 'CONFIG_TOO_LARGE'],
    ['tabs', 'images:\n\tecs: {}\n', 'YAML_TAB', /:2/],
    ['duplicate keys', 'images:\n  ecs: {}\n  ecs: {}\n', 'YAML_DUPLICATE_KEY', /:3/],
    ['anchors that explode', bomb, 'YAML_ALIASES'],
    ['a syntax error', 'images: [', 'YAML_SYNTAX'],
  ])('%s', async (_, yaml, code, detail) => {
    const { exitCode, stdout, stderr, project } = await run(['bake'], yaml === undefined ? {} : { yaml })
    expect(stderr).toContain(code)
    if (detail !== undefined) expect(stderr).toMatch(detail)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expectNoStack(stderr)
    expect(await readdir(project)).not.toContain('.packer-ecs')
  })

  test.each<[string, string[], string, string]>([
    ['no image is named', ['bake'], twoGood, 'IMAGE_NOT_CHOSEN'],
    ['an unknown image', ['bake', 'wbe'], twoGood, 'IMAGE_UNKNOWN'],
    ['names and --all', ['bake', 'web', '--all'], twoGood, 'IMAGES_TWICE'],
    ['a garbled AMI id', ['bake', '--base-ami', 'ami-1'], good, 'OPTION_FORMAT'],
    ['an events file nowhere', ['bake', '--events', '/no/such/folder/e'], good, 'EVENTS_NOT_WRITABLE'],
    ['no region', ['bake'], good, 'NO_REGION'],
    ['a garbled region', ['images', '--region', 'Frankfurt!'], good, 'REGION_UNKNOWN'],
    ['init over a configuration', ['init', '--yes'], good, 'CONFIG_EXISTS'],
    ['init without a terminal', ['init', '--config', 'other.yaml'], good, 'NO_TERMINAL'],
    ['init into no folder', ['init', '--yes', '--config', 'no/p.yaml'], good, 'FOLDER_MISSING'],
  ])('%s', async (_, argv, yaml, code) => {
    const { exitCode, stderr } = await run(argv, { yaml })
    expect(stderr).toContain(`✘ ${code}`)
    expect(exitCode).toBe(2)
    expectNoStack(stderr)
  })

  test.each(['images', 'whoami', 'bake', 'clean'])('no credentials for %s', async command => {
    const { exitCode, stderr } = await run([command, '--region', 'eu-west-1'], { yaml: good })
    expect(stderr).toMatch(/✘ NO_CREDENTIALS(.|\n)*--sandbox/)
    expect(exitCode).toBe(1)
    expectNoStack(stderr)
  })

  test('a configuration that is a folder', async () => {
    const { exitCode, stderr } = await run(['bake', '--config', '.'], { yaml: good })
    expect(stderr).toContain('CONFIG_NOT_A_FILE')
    expect(exitCode).toBe(2)
  })

  test('all faults of a file at once, in its order', async () => {
    const { stderr } = await run(['bake'], {
      yaml: image('bsae: al2023\n    timezone: Mars\n    packages: 1'),
    })
    const codes = stderr.match(/(?<=✘ )[A-Z_]+/g)
    expect(codes).toEqual(['KEY_UNKNOWN', 'TIMEZONE_UNKNOWN', 'VALUE_TYPE'])
  })

  test('with --json the error is the one document', async () => {
    const bake = await run(['bake', '--json'])
    expect(JSON.parse(bake.stdout)).toMatchObject({ outcome: 'failed', error: { code: 'CONFIG_NOT_FOUND' } })
    const several = await run(['bake', 'a', 'b', '--json'])
    const runs = [{ error: { code: 'CONFIG_NOT_FOUND' } }]
    expect(JSON.parse(several.stdout)).toMatchObject({ schemaVersion: 1, outcome: 'failed', runs })
    const images = await run(['images', '--json'])
    expect(JSON.parse(images.stdout)).toMatchObject({ schemaVersion: 1, error: { code: 'NO_REGION' } })
  })
})

test.each([['a value full of quotes, ${, newlines and 10 kB', `'"$\{x}\`\n`.repeat(1500)]])(
  '%s is one fault with its place, not a crash',
  async (_, value) => {
    const { exitCode, stderr } = await run(['bake'], {
      yaml: image(`tags: {owner: ${JSON.stringify(value)}}`),
    })
    expect(stderr).toMatch(/packer-ecs\.yaml:3/)
    expect(exitCode).toBe(2)
    expect(stderr.length).toBeLessThan(1000)
    expectNoStack(stderr)
  },
)

describe('what is said, and where', () => {
  test('a reader that stops is no error', () => {
    const { status, stderr } = shell(`set -o pipefail; ${tool} bake --help | true`)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('a standard output that is full is one', () => {
    const { status, stderr } = shell(`${tool} completion bash > /dev/full`)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^✘ OUTPUT_FAILED .*ENOSPC/)
    expectNoStack(stderr)
  })

  test.each([
    ['a pipe', {}, false],
    ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['a pipe with NO_COLOR', { NO_COLOR: '1' }, false],
  ])('colours in %s', async (_, environment, coloured) => {
    const { stderr } = await run(['bake'], { environment })
    expect(stderr.includes('\u001b[31m')).toBe(coloured)
  })

  test.each([
    ['a terminal', '', true],
    ['a terminal with NO_COLOR', 'NO_COLOR=1 ', false],
  ])('colours on %s', (_, variables, coloured) => {
    const { stdout } = shell(`${variables}script -qec "${tool} bake --config /nowhere" /dev/null </dev/null`)
    expect(stdout).toContain('CONFIG_NOT_FOUND')
    expect(stdout.includes('\u001b[31m')).toBe(coloured)
  })

  test('--debug tells the programs that were started and the stack, without secrets', async () => {
    const secret = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00'
    const environment = { AWS_SECRET_ACCESS_KEY: secret, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }
    const { stderr } = await run(['doctor', '--debug', '--profile', secret], { environment, yaml: good })
    expect(stderr).toMatch(/^· start .*packer -v$/m)
    expect(stderr).not.toContain(secret)
  })

  test('without --debug nothing of it is told', async () => {
    const { stderr } = await run(['doctor'], { yaml: good })
    expect(stderr).toBe('')
  })
})

test('commands of the sandbox take the options that all have, too', async () => {
  const common = ['--config', 'c', '--profile', 'p', '--region', 'r', '--sandbox', '--yes', '-q', '--debug']
  const environment = { PACKER_ECS_SANDBOX: join(folder, 'no-sandbox') }
  const { exitCode, stdout } = await run(['sandbox', 'stop', '--json', ...common], { environment })
  expect({ exitCode, ...JSON.parse(stdout) }).toMatchObject({ exitCode: 0, stopped: false })
})

describe('init', () => {
  test('--yes writes a configuration that bake takes, and a cluster that deploy takes', async () => {
    const first = await run(['init', '--yes', '--json'])
    const file = join(first.project, 'packer-ecs.yaml')
    const schema = 'packer-ecs.schema.json'
    const files = [
      file,
      ...[schema, 'cfn/cluster/template.yml', 'cfn/cluster/dev.cfg'].map(name => join(first.project, name)),
    ]
    expect(JSON.parse(first.stdout)).toEqual({ schemaVersion: 1, file, image: 'ecs', files })
    const yaml = await readFile(file, 'utf8')
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=\.\/packer-ecs\.schema\.json\n/)
    expect(JSON.parse(await readFile(join(first.project, schema), 'utf8'))).toHaveProperty('$schema')
    for (const command of ['bake', 'deploy']) {
      const { stderr } = await run([command], { project: first.project })
      expect(stderr).toContain('NO_REGION')
    }
  })

  test.each(['cfn/cluster/template.yml', 'cfn/cluster/dev.cfg', 'cfn/cluster', 'cfn'])(
    'writes nothing where there is a file %s',
    async name => {
      const project = await newFolder()
      await mkdir(dirname(join(project, name)), { recursive: true })
      await writeFile(join(project, name), 'mine')
      const { exitCode, stderr } = await run(['init', '--yes'], { project })
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringContaining(`CONFIG_EXISTS  ${join(project, name)} exists already`),
      })
      expect(await readdir(project)).toEqual(['cfn'])
      expect(await readFile(join(project, name), 'utf8')).toBe('mine')
    },
  )
})

describe('doctor', () => {
  test('says what is missing and how to get it; what follows from it is not repeated', async () => {
    const { exitCode, stdout } = await run(['doctor'], { yaml: good, environment: { PATH: '/nonexistent' } })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^✔ node /m)
    expect(stdout).toMatch(/^✘ packer +PACKER_MISSING/m)
    expect(stdout).toMatch(/^✘ region +NO_REGION/m)
    expect(stdout).toMatch(/^✘ permissions +skipped: fix (packer|region) first/m)
  })

  test('--json is one document with every check', async () => {
    const { stdout } = await run(['doctor', '--json'], { yaml: good })
    const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; ok: boolean }[] }
    expect(ok).toBe(false)
    expect(checks.filter(check => check.ok).map(({ name }) => name)).toContain('configuration')
  })

  test('a Session Manager plugin is asked for only by an image that needs it', async () => {
    const yaml = image('network: {ssh: session-manager}')
    const { stdout } = await run(['doctor'], { yaml })
    expect(stdout).toMatch(/✘ session manager +SESSION_MANAGER_PLUGIN_MISSING/)
  })
})

test('the hint for a project without trust is a command that gives it, from any folder', async () => {
  const project = await newFolder()
  await writeFile(join(project, 'own.pkr.hcl'), '')
  const environment = { XDG_STATE_HOME: await newFolder() }
  const yaml = image('{base: al2023, template: own.pkr.hcl}')
  await writeFile(join(project, 'packer-ecs.yaml'), yaml)
  const bake = async () => {
    const { stdout } = await run(['bake', '--json', '--config', join(project, 'packer-ecs.yaml')], {
      environment,
    })
    return (JSON.parse(stdout) as { error: { code: string; hint: string } }).error
  }
  const { code, hint } = await bake()
  expect(code).toBe('PROJECT_NOT_TRUSTED')
  const [hinted = []] = commandsIn(hint)
  expect(await run([...hinted, '--yes'], { environment })).toMatchObject({ exitCode: 0 })
  expect((await bake()).code).toBe('NO_REGION')
})

describe('a Packer that is none', () => {
  test.each<[string, string, string]>([
    ['prints garbage', 'head -c 100000 /dev/urandom', 'PACKER_MISSING'],
    ['crashes', 'kill -SEGV $$', 'PACKER_MISSING'],
    ['is too old', 'echo "Packer v1.4.0"', 'PACKER_TOO_OLD'],
  ])('%s', async (_, script, code) => {
    const binaries = await mkdtemp(join(folder, 'bin-'))
    await mkdir(binaries, { recursive: true })
    await writeFile(join(binaries, 'packer'), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`)
    await chmod(join(binaries, 'packer'), 0o755)
    const { stdout } = await run(['doctor'], { yaml: good, environment: { PATH: binaries } })
    expect(stdout).toContain(`✘ packer           ${code}`)
  })
})

function shell(command: string) {
  return spawnSync('bash', ['-c', command], {
    encoding: 'utf8',
    env: { ...bare, TERM: 'xterm' } as NodeJS.ProcessEnv,
    cwd: folder,
  })
}

function expectNoStack(text: string): void {
  expect(text).not.toMatch(/^\s+at .*[(:]/m)
}
