import type { Image } from '#src/aws/image.ts'
import type { ParameterVersion } from '#src/aws/ssm.ts'
import type { ChannelsContext } from '#src/channels/context.ts'
import { complete, tagKeys } from '#src/images/tags.ts'
import { image } from '#test/unit/src/stacks/image.ts'
import { place, stateWorld } from './state-world.ts'

export const first = 'ami-00000000000000001'
export const second = 'ami-00000000000000002'
export const third = 'ami-00000000000000003'

/** An AMI as a bake of the project `shop` leaves it; a higher number is newer. */
export function baked(imageId: string, tags: Readonly<Record<string, string>> = {}): Image {
  const number = Number(imageId.slice(-1))
  const runId = `2026112${number}-010000-000${number}`
  return image({
    imageId,
    name: `ecs-${runId}`,
    ownerId: place.accountId,
    createdAt: new Date(Date.UTC(2026, 10, 20 + number)),
    tags: {
      [tagKeys.image]: 'ecs',
      [tagKeys.project]: 'shop',
      [tagKeys.run]: runId,
      [tagKeys.bakeKey]: String(number).repeat(64),
      [tagKeys.state]: complete,
      ...tags,
    },
  })
}

/** The state, EC2 and SSM of one account. */
export function channelsWorld(...images: readonly Image[]) {
  const state = stateWorld()
  const amis = new Map(images.map(found => [found.imageId, found]))
  const parameters = new Map<string, Pick<ParameterVersion, 'value' | 'version'>>()
  const calls: string[] = []
  const world = Object.assign(state.world, {
    /** Thrown by the next call that writes and whose name contains this. */
    failsOnce: undefined as string | undefined,
    /** SSM answers and writes nothing. */
    writesNothing: false,
    /** What ec2:CreateTags answers. */
    tagError: undefined as Error | undefined,
  })
  function called(call: string): void {
    calls.push(call)
    if (world.failsOnce === undefined || !call.includes(world.failsOnce)) return
    world.failsOnce = undefined
    throw new Error('killed')
  }

  function context(user = 'alice'): ChannelsContext {
    return {
      ...state.machine(),
      ...place,
      project: 'shop',
      owner: {
        runId: '20261121-000000-abcd',
        command: 'promote',
        user,
        host: 'laptop',
        since: '2026-11-21T00:00:00.000Z',
      },
      ec2: {
        image: async imageId => amis.get(imageId),
        snapshots: async () => [],
        ownImages: async () => [...amis.values()],
        async tag(ids, tags) {
          called(`tag ${ids.join()}`)
          if (world.tagError !== undefined) throw world.tagError
          for (const imageId of ids) {
            const found = amis.get(imageId)
            if (found !== undefined) amis.set(imageId, { ...found, tags: { ...found.tags, ...tags } })
          }
        },
        protectImage: async imageId => called(`protect ${imageId}`),
      },
      ssm: {
        async parameterVersion(name) {
          const found = parameters.get(name)
          return found && { ...found, dataType: 'aws:ec2:image' }
        },
        async putParameter({ name, value }) {
          called(`put ${value}`)
          const version = (parameters.get(name)?.version ?? 0) + 1
          if (!world.writesNothing) parameters.set(name, { value, version })
          return version
        },
      },
    }
  }

  return { ...state, world, amis, parameters, calls, context }
}
