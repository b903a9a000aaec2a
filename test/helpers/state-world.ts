import { stateBucketName } from '#src/state/bucket.ts'
import { type StateContext, stateStore } from '#src/state/store.ts'
import { fakeS3, type S3Fault } from './fake-s3.ts'

export const place = { accountId: '123456789012', region: 'us-east-1' }

/** The state of one account, in which time passes only by waiting; and what a test can change in it. */
export function stateWorld() {
  const world = {
    /** The time everywhere, in milliseconds. */
    now: Date.UTC(2026, 10, 21),
    /** Of the next requests. */
    faults: [] as (S3Fault | undefined)[],
  }
  const bucket = stateBucketName(place)
  const { client, objects } = fakeS3(place.accountId, [bucket], {
    now: () => world.now,
    fault: () => world.faults.shift(),
  })
  let numbers = 0

  /** What a process on a machine with its own clock receives. */
  function machine(wrong = 0): StateContext {
    return {
      store: stateStore(client, place),
      clock: {
        now: () => new Date(world.now + wrong),
        async sleep(milliseconds) {
          world.now += milliseconds
        },
      },
      random: { hex: bytes => (numbers++).toString(16).padStart(bytes * 2, '0') },
    }
  }

  return {
    world,
    machine,
    text: (key: string) => objects.get(`${bucket}/${key}`)?.text,
    put: (key: string, text: string) => client.put({ bucket, owner: place.accountId, key, text }),
  }
}
