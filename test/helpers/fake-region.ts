import type { Ec2 } from '#src/aws/ec2.ts'
import type {
  FoundBuildTemplate,
  FoundInstance,
  FoundKeyPair,
  FoundLaunchTemplate,
  FoundSecurityGroup,
  FoundSnapshot,
} from '#src/aws/ec2-remains.ts'
import type { FoundProfile, Iam } from '#src/aws/iam.ts'
import type { Image } from '#src/aws/image.ts'
import type { Clock } from '#src/ports/ports.ts'

/** What is there; `remove` takes it away. */
export interface Contents {
  instances: FoundInstance[]
  keyPairs: FoundKeyPair[]
  securityGroups: FoundSecurityGroup[]
  images: Image[]
  snapshots: FoundSnapshot[]
  profiles: FoundProfile[]
  launchTemplates: FoundLaunchTemplate[]
  buildTemplates: FoundBuildTemplate[]
}

/** A region of an account in memory, as far as cleaning up looks at it. */
export interface FakeRegion {
  readonly contents: Contents
  readonly ec2: Ec2
  readonly iam: Iam
  /** Filters of each call that looks, `instances instance-id=i-1`. */
  readonly asked: string[]
  /** `instance i-1`, in the order in which it went. */
  readonly removed: string[]
}

/** @param answer what `remove` says before it does it; undefined: it does it */
export function fakeRegion(
  contents: Partial<Contents> = {},
  answer: (type: string, id: string) => 'in-use' | Error | undefined = () => undefined,
): FakeRegion {
  const held: Contents = {
    instances: [],
    keyPairs: [],
    securityGroups: [],
    images: [],
    snapshots: [],
    profiles: [],
    launchTemplates: [],
    buildTemplates: [],
    ...contents,
  }
  const asked: string[] = []
  const removed: string[] = []
  const note = (call: string, filters: Readonly<Record<string, readonly string[]>>) => {
    for (const [name, values] of Object.entries(filters)) asked.push(`${call} ${name}=${values.join()}`)
  }
  const filtered = <Item>(
    call: string,
    items: readonly Item[],
    facts: (item: Item) => Readonly<Record<string, readonly string[]>>,
  ) => {
    return async (filters: Readonly<Record<string, readonly string[]>>) => {
      note(call, filters)
      return items.filter(item =>
        Object.entries(filters).every(([name, values]) =>
          values.some(value => (facts(item)[name] ?? []).some(fact => matches(fact, value))),
        ),
      )
    }
  }
  const tagFacts = (tags: Readonly<Record<string, string>>) => ({
    'tag-key': Object.keys(tags),
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`tag:${key}`, [value]])),
  })
  const ec2 = {
    instances: (filters: Readonly<Record<string, readonly string[]>>) =>
      filtered('instances', held.instances, item => ({
        'instance-id': [item.instanceId],
        'image-id': [item.imageId],
        'instance.group-id': item.securityGroupIds,
        ...tagFacts(item.tags),
      }))(filters),
    keyPairs: async () => held.keyPairs,
    securityGroups: async (filters: Readonly<Record<string, readonly string[]>>) => {
      note('securityGroups', filters)
      return held.securityGroups
    },
    volumes: async () => [],
    snapshots: (filters: Readonly<Record<string, readonly string[]>>) =>
      filtered('snapshots', held.snapshots, item => ({
        'snapshot-id': [item.snapshotId],
        description: [item.description],
        ...tagFacts(item.tags),
      }))(filters),
    launchTemplates: (filters: Readonly<Record<string, readonly string[]>>) =>
      filtered('launchTemplates', held.launchTemplates, item => ({ 'image-id': [item.imageId] }))(filters),
    buildTemplates: (filters: Readonly<Record<string, readonly string[]>>) =>
      filtered('buildTemplates', held.buildTemplates, item => ({ 'launch-template-name': [item.name] }))(
        filters,
      ),
    ownImages: async () => held.images,
    remove: async (type: string, id: string) => {
      const first = answer(type, id)
      if (first instanceof Error) throw first
      if (first !== undefined) return first
      removed.push(`${type} ${id}`)
      held.instances = held.instances.filter(({ instanceId }) => instanceId !== id)
      held.keyPairs = held.keyPairs.filter(({ name }) => name !== id)
      held.securityGroups = held.securityGroups.filter(({ groupId }) => groupId !== id)
      held.images = held.images.filter(({ imageId }) => imageId !== id)
      held.snapshots = held.snapshots.filter(({ snapshotId }) => snapshotId !== id)
      return 'removed'
    },
  } as unknown as Ec2
  const iam: Iam = {
    temporaryProfile: async name => held.profiles.find(profile => profile.name === name),
    profileNames: async prefix =>
      held.profiles.map(({ name }) => name).filter(name => name.startsWith(prefix)),
    removeTemporaryProfile: async name => {
      removed.push(`instance-profile ${name}`)
      held.profiles = held.profiles.filter(profile => profile.name !== name)
    },
  }
  return { contents: held, ec2, iam, asked, removed }
}

/** A clock that a wait moves on at once. */
export function fastClock(): Clock {
  let now = Date.parse('2026-11-21T12:00:00Z')
  return {
    now: () => new Date(now),
    sleep: async milliseconds => {
      now += milliseconds
    },
  }
}

export function fakeInstance(instanceId: string, replaced: Partial<FoundInstance> = {}): FoundInstance {
  return {
    instanceId,
    state: 'running',
    stateReason: '',
    imageId: 'ami-base',
    keyName: '',
    securityGroupIds: [],
    launchedAt: new Date(0),
    tags: {},
    ...replaced,
  }
}

/** `*` stands for anything, as in EC2's filters. */
function matches(fact: string, pattern: string): boolean {
  return pattern.endsWith('*') ? fact.startsWith(pattern.slice(0, -1)) : fact === pattern
}
