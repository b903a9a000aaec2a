import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBuildReader } from '#src/packer/build-reader.ts'
import type { BuildFinished, BuildProgress } from '#src/packer/progress.ts'

const recordings = path.resolve('test/fixtures/recordings')

async function replay(recording: `packer-${string}/${string}`, scripts: readonly string[] = []) {
  const text = await readFile(path.join(recordings, recording, 'machine-readable.log'), 'utf8')
  const exit = await readFile(path.join(recordings, recording, 'exit'), 'utf8')
  return read(text.split('\n'), Number.parseInt(exit, 10), scripts)
}

function read(lines: readonly string[], exitCode: number, scripts: readonly string[] = []) {
  const reader = createBuildReader(scripts.map(launcher => ({ name: launcher, launcher })))
  const progress = lines.flatMap(line => reader.read(line))
  const finished = reader.finish({ exitCode, interrupted: false, signal: null })
  return { progress, finished, stages: stagesOf(progress) }
}

function stagesOf(progress: readonly BuildProgress[]): string[] {
  return progress.flatMap(event => (event.type === 'stage' ? event.stage : []))
}

const say = (text: string) => `1,,ui,say,==> amazon-ebs.image: ${text}`
const fail = (text: string) => `1,amazon-ebs.image,error,${text}`

describe('a recording of Packer 1.16.0', () => {
  test('success: goes through the stages once and ends with the artifact', async () => {
    const { finished, stages } = await replay('packer-1.16.0/success')
    expect(stages).toEqual([
      'prevalidate',
      'launch',
      'boot',
      'ssh',
      'provision',
      'stop',
      'image',
      'cleanup',
      'done',
    ])
    expect(finished).toEqual({
      type: 'finished',
      outcome: 'built',
      exitCode: 0,
      artifacts: [{ region: 'us-east-1', imageId: 'ami-460350de596e3e98e' }],
      failure: null,
    } satisfies BuildFinished)
  })

  test('success: names what was created', async () => {
    const { progress } = await replay('packer-1.16.0/success')
    expect(progress.filter(event => event.type === 'resource')).toEqual([
      { type: 'resource', kind: 'key-pair', id: 'packer_6b004633-6084-c170-10e8-897b3a01494b' },
      { type: 'resource', kind: 'security-group', id: 'packer_6b004633-6451-c35f-45d8-fc358838d6f0' },
      { type: 'resource', kind: 'instance', id: 'i-b08f64fccd356d8d0' },
      { type: 'resource', kind: 'image', id: 'ami-460350de596e3e98e' },
    ])
  })

  test("success: standard error of a script is its output, not Packer's complaint", async () => {
    const { progress } = await replay('packer-1.16.0/success')
    expect(progress.filter(event => event.type === 'complaint')).toEqual([])
    expect(progress).toContainEqual({
      type: 'output',
      line: 'sudo: unable to resolve host ip-10-77-1-2: Name or service not known',
    })
  })

  test('provisioner-failed: names the script, its exit status and its last lines', async () => {
    const script = '/tmp/packer-shell0000000000'
    const { finished } = await replay('packer-1.16.0/provisioner-failed', [script])
    expect(finished.outcome).toBe('failed')
    expect(finished.failure).toEqual({
      message: 'Script exited with non-zero exit status: 3. Allowed exit codes are: [0]',
      stage: 'provision',
      script,
      exitStatus: 3,
      fault: null,
      lastLines: ['oops', 'before'],
    })
  })

  test('interrupted: differs from a failure', async () => {
    const { finished, stages } = await replay('packer-1.16.0/interrupted')
    expect(finished).toMatchObject({ outcome: 'interrupted', exitCode: 1, failure: null })
    expect(stages.at(-1)).toBe('cleanup')
  })

  test('name-taken: fails before anything is launched', async () => {
    const { finished } = await replay('packer-1.16.0/name-taken')
    expect(finished.failure).toMatchObject({
      stage: 'prevalidate',
      message: "Error: AMI Name: 'taken' is used by an existing AMI: ami-84ccd85b87bd35237",
      script: null,
      lastLines: [],
    })
  })

  test('base-missing: keeps the commas of the message', async () => {
    const { finished } = await replay('packer-1.16.0/base-missing')
    expect(finished.failure?.message).toContain('EC2: DescribeImages, https response error StatusCode: 400, ')
  })

  test('no-plugin: one complaint without an error count is the reason', async () => {
    const { finished } = await replay('packer-1.16.0/no-plugin')
    expect(finished.failure?.message).toContain('Error: Missing plugins')
    expect(finished.failure?.message).toContain('github.com/hashicorp/amazonx >= 1.3.0')
  })
})

test('a recording of Packer 1.6.6, interrupted before ssh: its indented lines are also read', async () => {
  const { finished, progress, stages } = await replay('packer-1.6.6/interrupted-before-ssh')
  expect(stages).toEqual(['prevalidate', 'launch', 'boot', 'ssh', 'cleanup'])
  expect(progress).toContainEqual({ type: 'resource', kind: 'instance', id: 'i-aa0de56c40b1f713e' })
  expect(finished.outcome).toBe('interrupted')
})

describe('a script', () => {
  test('has its place in the list', () => {
    const { progress } = read([say('Provisioning with shell script: /run/scripts/b.sh')], 0, [
      '/run/scripts/a.sh',
      '/run/scripts/b.sh',
    ])
    expect(progress).toContainEqual({ type: 'script', name: '/run/scripts/b.sh', index: 2, count: 2 })
  })

  test("that is not in the list has no place: Packer's own for `inline`", () => {
    const { progress } = read([say('Provisioning with shell script: /tmp/packer-shell1')], 0, ['/a.sh'])
    expect(progress).toContainEqual({ type: 'script', name: '/tmp/packer-shell1', index: null, count: 1 })
  })

  test('can print almost the same as a file provisioner', () => {
    const { progress } = read([say('Provisioning with shell script: /a'), say('Downloading Packages:')], 0)
    expect(progress).toContainEqual({ type: 'output', line: 'Downloading Packages:' })
  })

  test('loses its colors and keeps its indentation', () => {
    const lines = [
      say('Provisioning with shell script: /a'),
      '1,,ui,message,    amazon-ebs.image:   \u001b[31mred\u001b[0m',
    ]
    expect(read(lines, 0).progress).toContainEqual({ type: 'output', line: '  red' })
  })

  test('is not blamed for a file that could not be fetched after it', () => {
    const { finished } = read(
      [
        say('Provisioning with shell script: /a'),
        say('printed'),
        say('Downloading /var/tmp/x => x'),
        '1,,ui,error,==> amazon-ebs.image: Download failed: no such file',
        say('Provisioning step had errors: Running the cleanup provisioner%!(PACKER_COMMA) if present...'),
        fail('no such file'),
      ],
      1,
    )
    expect(finished.failure).toEqual({
      message: 'no such file',
      stage: 'provision',
      script: null,
      exitStatus: null,
      fault: null,
      lastLines: [],
    })
  })

  test('keeps only its last 20 lines', () => {
    const printed = Array.from({ length: 50 }, (_, index) => say(`line ${index}`))
    const { finished } = read(
      [
        say('Provisioning with shell script: /a'),
        ...printed,
        fail('Script exited with non-zero exit status: 1'),
      ],
      1,
    )
    expect(finished.failure?.lastLines).toHaveLength(20)
    expect(finished.failure?.lastLines.at(-1)).toBe('line 49')
  })
})

test('an artifact in several regions is several AMIs', () => {
  const line = '1,amazon-ebs.image,artifact,0,id,eu-west-1:ami-1a%!(PACKER_COMMA)us-gov-west-1:ami-2b'
  expect(read([line, line], 0).finished.artifacts).toEqual([
    { region: 'eu-west-1', imageId: 'ami-1a' },
    { region: 'us-gov-west-1', imageId: 'ami-2b' },
  ])
})

test('without an error message, the exit status of Packer is the reason', () => {
  expect(read([], 137).finished.failure?.message).toBe(
    'Packer exited with status 137 without reporting an error',
  )
})

test('no sequence of lines makes it throw', () => {
  const word = fc.constantFrom(
    '1',
    'ui',
    'say',
    'error',
    'artifact',
    'id',
    '0',
    '',
    '%!(PACKER_COMMA)',
    '\\n',
    '==> a.b: ',
  )
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(word, fc.string())).map(words => words.join(',')),
  )
  fc.assert(
    fc.property(fc.array(line), fc.integer(), (lines, exitCode) => {
      expect(read(lines, exitCode).finished.type).toBe('finished')
    }),
  )
})
