import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Image } from '#src/aws/image.ts'
import { readProject } from '#src/config/read-project.ts'
import { ConfigurationError } from '#src/errors/fault.ts'
import { asToolError } from '#src/errors/tool-error.ts'
import { readInventory } from '#src/images/inventory.ts'
import { listImages } from '#src/images/list.ts'
import { parseManifest } from '#src/images/manifest.ts'
import { createBuildReader } from '#src/packer/build-reader.ts'
import type { FileSystem } from '#src/ports/ports.ts'
import { onOneLine } from '#src/reporters/foreign.ts'
import { imagesTable } from '#src/reporters/images-table.ts'
import { leaving } from '#src/reporters/leave.ts'
import type { Paint } from '#src/reporters/paint.ts'
import { errorText } from '#src/reporters/text.ts'
import { acquireLock } from '#src/runs/lock.ts'
import { readRecords } from '#src/runs/record-file.ts'
import { unfinishedNotice, unfinishedRuns } from '#src/runs/unfinished.ts'
import { parseParameterFile } from '#src/stacks/parameters/parameter-file.ts'
import { readTemplate } from '#src/stacks/template/read-template.ts'
import { advice } from '#src/stacks/watch/advice.ts'
import { tailOf, verdictIn } from '#src/stacks/watch/verdict.ts'
import { dangersIn, hostileText } from '#test/helpers/hostile.ts'
import { knowsScripts } from '#test/helpers/packer-output.ts'
import { machine } from '#test/helpers/processes.ts'
import { sampleSettings } from '#test/helpers/sample.ts'
import { image } from '#test/unit/src/stacks/image.ts'

/**
 * Readers of what a project, an account or a machine holds, with damaged and hostile copies of real files. A sample of
 * the cases; `npm run test:long -- --full test/long/fuzz.test.ts` runs 100,000 for each.
 */
const { seed, full } = sampleSettings()
const runs = { seed, numRuns: full ? 100_000 : 3_000 }

const now = new Date('2026-11-21T12:00:00Z')
const noPaint: Paint = (_, text) => text
const recording = 'test/fixtures/recordings/packer-1.16.0/provisioner-failed'
const recorded = await readFile(`${recording}/machine-readable.log`, 'utf8')
const manifest = await readFile('test/fixtures/recordings/packer-1.16.0/success/manifest.json', 'utf8')
const template = `Parameters:
  ImageId: {Type: AWS::EC2::Image::Id, Description: The AMI, AllowedPattern: "^ami-[0-9a-f]+$"}
  Size: {Type: Number, Default: 2, MinValue: 1}
Conditions: {Large: !Not [!Equals [!Ref Size, "1"]]}
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {ImageId: !Ref ImageId, UserData: !Base64 {"Fn::Sub": "x"}}}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    UpdatePolicy: {AutoScalingRollingUpdate: {WaitOnResourceSignals: true}}
    Properties: {MinSize: !Ref Size, MaxSize: "4"}
Outputs: {Group: {Value: !Ref Group}}
`

const inventory = JSON.stringify({
  schemaVersion: 1,
  kernel: '6.1.158',
  agentVersion: '1.108.1',
  dockerVersion: '25.0.16',
  release: '2023.0.20261022',
  packages: [{ name: 'docker', version: '25.0.16' }],
})
const owner = { host: 'here', processId: 7, startMark: 'boot:7' }
const record = JSON.stringify({
  schemaVersion: 2,
  kind: 'bake',
  runId: '20261121-013000-a1b2',
  accountId: '123456789012',
  region: 'us-east-1',
  endpoint: null,
  startedAt: '2026-11-21T01:30:00.000Z',
  outcome: 'running',
  stepSeconds: { base: 1 },
  leftovers: null,
  owner,
  image: 'ecs',
  inputs: {},
  packer: owner,
  regions: ['us-east-1'],
  amiName: null,
  created: [{ kind: 'instance', id: 'i-0123456789abcdef0' }],
  cleanedAt: null,
})
const lock = JSON.stringify({ ...owner, runId: 'r', user: 'admin', since: '2026-11-21T01:30:00.000Z' })
const verdict = `[   12.3] PACKER-ECS-FIRST-RUN ${JSON.stringify({ schemaVersion: 1, result: 'failed', stage: 'docker', reason: 'why', cluster: 'web', lastLines: ['last'] })}\n`
// Every file that it names has this content: a script begins with #!.
const configuration = `#!/bin/sh
project: web
images:
  ecs:
    base: {release: 2023.0.20261022}
    dataVolume: {size: 22}
    packages: [htop]
    scripts: [{path: scripts/own.sh}]
    files: [{source: files/own.conf, target: /etc/own.conf, mode: "0644"}]
    tags: {team: web}
    copyTo: [eu-west-1]
stacks:
  cluster: {template: cluster.yml, parameterFiles: {dev: dev.cfg}}
session: {allowedAccounts: ["123456789012"], mfaCommand: [./code.sh, now]}
`
const bootConsole = `boot\n${verdict}login:`
const packerOutput = recorded.slice(-1_500)
const parameters = '# A comment\nClusterName=web\nSubnetIds=subnet-1,subnet-2\n'
const jsonParameters = '[{"ParameterKey":"ClusterName","ParameterValue":"web"},"A=b"]'

// All cases on a busy machine take longer than any other test.
describe('damaged and hostile', { timeout: 7_200_000 }, () => {
  test('configurations', () =>
    fuzz(configuration, copiesOf(configuration), async text => {
      const { images, stacks } = await readProject(
        '/project/packer-ecs.yaml',
        files({ text, under: '/project' }),
      )
      return Object.entries({ ...images, ...stacks }).map(entry => JSON.stringify(entry))
    }))

  test('run records: read or skipped, and the notice about them shows nothing dangerous', () =>
    fuzz(record, copiesOf(record), async text => {
      const held = files({ readdir: ['20261121-013000-a1b2.json'], text, under: '/records' })
      const records = await readRecords('/records', 'bake', held)
      const account = { accountId: '123456789012', endpoint: null }
      const notice = unfinishedNotice(await unfinishedRuns(records, account, machine({})))
      return notice === null || notice === undefined ? [] : [notice]
    }))

  test('locks: taken, or an error with a code; nothing is written elsewhere', () =>
    fuzz(lock, copiesOf(lock), async text => {
      const subject = {
        kind: 'bake',
        subject: '../../etc',
        project: null,
        accountId: '1',
        region: 'r',
        endpoint: null,
      } as const
      const fileSystem = files({ readdir: ['1~r~..%2F..%2Fetc~aws.7'], text, under: '/locks' })
      const random = { hex: () => 'ab' }
      const taken = acquireLock(
        subject,
        { ...owner, runId: 'r', user: 'u', since: '' },
        { folder: '/locks', fileSystem, processes: machine({ 7: 'boot:7' }), random },
      )
      return taken.then(
        () => [],
        error => (error.code === 'LOCKED' ? [error.message] : Promise.reject(error)),
      )
    }))

  test('manifests', () =>
    fuzz(manifest, copiesOf(manifest), async text => Object.entries(parseManifest(text, 'm')).flat()))

  test('inventories', () =>
    fuzz(inventory, copiesOf(inventory), async text => {
      const { kernel, release, packages } = await readInventory(
        '/run/inventory.json',
        files({ text, under: '/run' }),
      )
      return [kernel, release, ...packages.map(({ name, version }) => `${name} ${version}`)]
    }))

  test('consoles and verdicts', () =>
    fuzz(bootConsole, copiesOf(bootConsole), async console => {
      const found = verdictIn(console)
      const lines = [...(found?.lastLines ?? []), ...tailOf(console)]
      expect(
        dangersIn(
          tailOf(console)
            .join('')
            .replaceAll(/[^\p{Cc}]|\t/gu, ''),
        ),
      ).toEqual([])
      const failure = {
        stackId: 's',
        reason: found?.reason ?? '',
        type: 't',
        instanceId: null,
        verdict: found,
        log: found?.lastLines ?? [],
      }
      return [...lines, found?.stage ?? '', advice(failure)]
    }))

  test("Packer's output", () =>
    fuzz(packerOutput, copiesOf(packerOutput), async text => {
      const reader = createBuildReader([{ name: 'own.sh', launcher: 'own.sh' }])
      const shown = text.split('\n').flatMap(line => reader.read(line))
      const finished = reader.finish({ exitCode: 1, interrupted: false, signal: null })
      return [
        ...shown.map(event => JSON.stringify(event)),
        finished.failure?.message ?? '',
        ...(finished.failure?.lastLines ?? []),
      ]
    }))

  test("scripts' output within Packer's", () => fc.assert(knowsScripts, runs))

  test('names and tags of AMIs', () =>
    fuzz(['ecs-1', {}], fc.tuple(hostileText, fc.dictionary(tagName, hostileText)), async ([name, tags]) => {
      const found: Image = image({ name, state: name || 'available', tags: { ...image().tags, ...tags } })
      const ec2 = { ownImages: async () => [found] } as unknown as Ec2
      return imagesTable((await listImages(ec2, undefined)).images, now, noPaint, 80).split('\n')
    }))

  test('parameter files', () =>
    fuzz(parameters, fc.oneof(copiesOf(parameters), copiesOf(jsonParameters)), async text => {
      const { entries, faults, notices } = parseParameterFile(text, 'dev.params')
      const [first, ...more] = faults
      if (first !== undefined) throw new ConfigurationError([first, ...more])
      return [...entries.map(({ name, value }) => `${name} ${value}`), ...notices.map(String)]
    }))

  test('templates', () =>
    fuzz(template, copiesOf(template), async text => {
      const read = await readTemplate('/t.yml', files({ text, under: '/t.yml' }))
      return Object.entries(read.resources).map(([logicalId, { type }]) => `${logicalId} ${type}`)
    }))
})

const tagName = fc.constantFrom(
  'packer-ecs:image',
  'packer-ecs:release',
  'packer-ecs:run',
  'packer-ecs:state',
  'a',
)

/**
 * The texts that the reader returns are shown; so is what it throws, which has a code. Of a sound input it returns
 * something: a reader that refuses everything would pass.
 */
async function fuzz<Input>(
  sound: Input,
  inputs: fc.Arbitrary<Input>,
  read: (input: Input) => Promise<string[]>,
): Promise<void> {
  expect(await read(sound)).not.toEqual([])
  await fc.assert(
    fc.asyncProperty(inputs, async input => {
      const shown = await read(input).catch(cause => {
        const error = asToolError(cause)
        if (error.code === 'UNEXPECTED') throw cause
        return [errorText(error, noPaint)]
      })
      for (const text of shown) expect(typeof text).toBe('string')
      const lines = shown.map(text => (text.includes('✘ ') ? text : `  ${onOneLine(text)}\n`))
      expect(dangersIn(leaving(lines.join('')))).toEqual([])
    }),
    runs,
  )
}

/** A copy of which parts are cut out, repeated or replaced by hostile text, or any other text. */
function copiesOf(original: string): fc.Arbitrary<string> {
  const place = fc.nat({ max: original.length })
  const change = fc.record({
    at: place,
    length: fc.nat({ max: 12 }),
    text: fc.oneof(hostileText, fc.json({ maxDepth: 2 })),
  })
  const damaged = fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map(changes =>
      changes.reduce(
        (text, { at, length, text: part }) => text.slice(0, at) + part + text.slice(at + length),
        original,
      ),
    )
  const leaves = original.match(/"[^"\n]*"|\b\d+\b|\bnull\b/g)?.length ?? 0
  const otherLeaf = fc
    .tuple(
      fc.nat({ max: Math.max(0, leaves - 1) }),
      fc.oneof(
        hostileText.map(text => JSON.stringify(text)),
        fc.json({ maxDepth: 2 }),
      ),
    )
    .map(([chosen, part]) => {
      let index = -1
      return original.replaceAll(/"[^"\n]*"|\b\d+\b|\bnull\b/g, found => {
        index += 1
        return index === chosen ? part : found
      })
    })
  return fc.oneof(
    { weight: 3, arbitrary: damaged },
    { weight: 4, arbitrary: otherLeaf },
    hostileText,
    fc.json(),
  )
}

interface Held {
  readonly readdir?: readonly string[]
  /** Of every file. */
  readonly text: string
  /** The only folder, or file, that may be touched. */
  readonly under: string
}

/** Files in memory: whatever is touched elsewhere fails the test. */
function files({ readdir = [], text, under }: Held): FileSystem {
  const within =
    <Result>(result: Result) =>
    async (...paths: readonly unknown[]) => {
      for (const path of paths.filter(part => typeof part === 'string' && part.startsWith('/')))
        if (path !== under && !String(path).startsWith(`${under}/`))
          throw new TypeError(`${path} is not under ${under}`)
      return result
    }
  const names = [...readdir]
  return {
    open: async (path: string) => {
      await within(undefined)(path)
      return openFile(Buffer.from(text))
    },
    stat: within({ isFile: () => true, isDirectory: () => false, mode: 0o100644, size: text.length }),
    readdir: async () => names,
    readFile: async (path: string, encoding?: string) => {
      await within(undefined)(path)
      return encoding === undefined ? Buffer.from(text) : text
    },
    mkdir: within(undefined),
    writeFile: async (path: string) => within(undefined)(path),
    rm: within(undefined),
    rename: within(undefined),
    link: async (from: string, to: string) => {
      await within(undefined)(from, to)
      names.push(to.slice(`${under}/`.length))
    },
  } as unknown as FileSystem
}

function openFile(content: Buffer) {
  let position = 0
  return {
    stat: async () => ({
      isDirectory: () => false,
      isFile: () => true,
      size: content.length,
      mode: 0o100644,
    }),
    read: async (buffer: Buffer, offset: number, length: number) => {
      const bytesRead = content.copy(buffer, offset, position, position + length)
      position += bytesRead
      return { buffer, bytesRead }
    },
    close: async () => undefined,
  }
}
