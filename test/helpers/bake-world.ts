import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Image } from '#src/aws/image.ts'
import type { Project } from '#src/config/settings.ts'
import { type BakeRun, type BakeRunRequest, runBake } from '#src/images/bake/bake-run.ts'
import type { ImagesContext, Packer } from '#src/images/context.ts'
import type { BuildProgress } from '#src/packer/progress.ts'
import type { Clock } from '#src/ports/ports.ts'
import type { TemplateVariables } from '#src/templates/variables.ts'
import { fakeRegion } from './fake-region.ts'
import { image } from './images.ts'
import { machine } from './processes.ts'
import { makeProject, type TestProject } from './project.ts'
import { fakeRunContext } from './run-context.ts'
import { imageSettings } from './settings.ts'

const repository = join(import.meta.dirname, '../..')

/** A project with one image, an account with the base AMI of that image, and a Packer that works in memory. */
export interface BakeWorld {
  readonly project: TestProject
  readonly region: ReturnType<typeof fakeRegion>
  /** Everything that EC2 and Packer were asked to do, in order. */
  readonly calls: string[]
  readonly events: ReturnType<typeof fakeRunContext>['events']
  readonly notices: () => readonly string[]
  readonly interrupt: () => void
  readonly context: ImagesContext
  bake(request?: Partial<Omit<BakeRunRequest, 'project'>>): Promise<BakeRun>
}

export interface BakeWorldOptions {
  /** What Packer reports instead of a build that succeeds. */
  readonly build?: (variables: TemplateVariables) => AsyncIterable<BuildProgress>
  readonly packer?: Partial<Packer>
  /** How the AMI that Packer makes differs from what the template asks for. */
  readonly made?: Partial<Image>
  readonly ec2?: object
  readonly endpoint?: string
  readonly stateOf?: ImagesContext['stateOf']
}

export async function makeBakeWorld(options: BakeWorldOptions = {}): Promise<BakeWorld> {
  const project = await makeProject()
  const settings = await imageSettings({ dataVolume: null, updates: { releasever: null } })
  const base = image({ imageId: 'ami-0ba5e', name: 'al2023-ami-ecs-hvm-2023.0.20261022-kernel-6.1-x86_64' })
  const region = fakeRegion({ images: [] })
  const calls: string[] = []
  const run = fakeRunContext()
  const interruption = new AbortController()

  const ec2 = {
    ...region.ec2,
    image: async (imageId: string) =>
      [base, ...region.contents.images].find(found => found.imageId === imageId),
    tag: async (ids: readonly string[], tags: Readonly<Record<string, string>>) => {
      calls.push(`tag ${ids.join(' ')} ${tags['packer-ecs:state'] ?? ''}`.trimEnd())
      region.contents.images = region.contents.images.map(found =>
        ids.includes(found.imageId) ? { ...found, tags: { ...found.tags, ...tags } } : found,
      )
    },
    consoleOutput: async () => 'kernel: it panics\n',
    ...options.ec2,
  }
  const ssm = { parameter: async () => JSON.stringify({ image_id: base.imageId, image_name: base.name }) }

  const packer: Packer = {
    find: async () => ({ path: '/opt/packer', version: '1.16.0' }),
    check: async ({ folder }) => {
      await readFile(join(folder, 'image.pkr.hcl'))
      calls.push('validate')
      return '1.8.2'
    },
    async *build({ folder }) {
      calls.push('build')
      const variables = JSON.parse(await readFile(join(folder, 'image.pkrvars.json'), 'utf8'))
      if (options.build !== undefined) yield* options.build(variables)
      else yield* succeed(variables)
    },
    ...options.packer,
  }

  async function* succeed(variables: TemplateVariables): AsyncIterable<BuildProgress> {
    yield { type: 'started', processId: 77 }
    yield { type: 'resource', kind: 'instance', id: 'i-1' }
    yield { type: 'stage', stage: 'provision' }
    const snapshotId = `snap-${region.contents.images.length + 1}`
    const made = image({
      imageId: `ami-0123456789abcdef${region.contents.images.length + 1}`,
      name: variables.ami_name,
      tags: variables.ami_tags,
      volumes: [
        {
          deviceName: variables.root_volume.device,
          snapshotId,
          size: variables.root_volume.size,
          type: variables.root_volume.type,
          encrypted: variables.root_volume.encrypted,
        },
      ],
      deprecatedAt: variables.deprecate_at === null ? undefined : new Date(variables.deprecate_at),
      ...options.made,
    })
    region.contents.images.push(made)
    region.contents.snapshots.push({
      snapshotId,
      description: `Created by CreateImage(i-1) for ${made.imageId}`,
      tags: {},
    } as never)
    const builds = [{ packer_run_uuid: 'run', artifact_id: `us-east-1:${made.imageId}` }]
    await writeFile(variables.manifest_file, JSON.stringify({ last_run_uuid: 'run', builds }))
    const versions = { kernel: '6.1', agentVersion: '1', dockerVersion: '25', release: '2023' }
    await writeFile(variables.inventory_file, JSON.stringify({ schemaVersion: 1, ...versions, packages: [] }))
    yield finished({ artifacts: [{ region: 'us-east-1', imageId: made.imageId }] })
  }

  const context = {
    ...run.context,
    clock: orderedClock(),
    endpoint: options.endpoint ?? null,
    processes: machine({ 10: 'boot:100', 77: 'boot:200' }),
    clients: {
      ec2: async () => ec2,
      iam: async () => region.iam,
      ssm: async () => ssm,
      kms: async () => ({}),
    },
    packer,
    stateOf: options.stateOf ?? (async () => undefined),
    sshSource: async () => ['203.0.113.7/32'],
    recipeFolder: repository,
    toolVersion: '1',
    commitOf: async () => null,
    interrupted: interruption.signal,
    killed: new AbortController().signal,
  } as unknown as ImagesContext

  return {
    project,
    region,
    calls,
    events: run.events,
    notices: run.notices,
    interrupt: () => interruption.abort(),
    context,
    bake: request =>
      runBake(
        {
          project: { folder: project.folder, name: 'shop' } as Project,
          image: 'ecs',
          settings,
          force: false,
          dryRun: false,
          keepOnFailure: false,
          ...request,
        },
        context,
      ),
  }
}

/** The last thing that Packer reports. */
export function finished(
  replaced: Partial<Extract<BuildProgress, { type: 'finished' }>> = {},
): Extract<BuildProgress, { type: 'finished' }> {
  return { type: 'finished', outcome: 'built', exitCode: 0, artifacts: [], failure: null, ...replaced }
}

/** Waits end in the order of their times, at once, and after what else is to be done. */
function orderedClock(): Clock {
  let now = Date.parse('2026-11-21T12:00:00Z')
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const wakeFirst = () => {
    const [first] = sleepers.toSorted((a, b) => a.at - b.at)
    if (first === undefined) return
    sleepers.splice(sleepers.indexOf(first), 1)
    now = Math.max(now, first.at)
    first.wake()
  }
  return {
    now: () => new Date(now),
    sleep: milliseconds =>
      new Promise(wake => {
        sleepers.push({ at: now + milliseconds, wake: () => wake() })
        setImmediate(wakeFirst)
      }),
  }
}
