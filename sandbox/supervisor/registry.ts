import { randomBytes } from 'node:crypto'
import { type ContainerPackages, ensureContainerPackages } from '../containers/packages.ts'
import type { Call } from '../gateway/call-log.ts'
import type { Clock } from '../gateway/clock.ts'
import { enterHostNetwork } from '../machines/namespaces.ts'
import type { MotoClient } from '../moto/client.ts'
import { createEcrCalls } from '../registry/ecr-calls.ts'
import { callEcr } from '../registry/ecr-data.ts'
import { expireImages } from '../registry/expire-images.ts'
import { createLayerUrl } from '../registry/layer-url.ts'
import { type PushOrder, preparePush } from '../registry/prepare-push.ts'
import { createRegistry } from '../registry/registry.ts'
import { createImageStorage } from '../registry/storage.ts'
import { createRegistryTokens } from '../registry/tokens.ts'
import { refusalOfCall } from '../sts/authorize.ts'
import type { DirectoryCache } from '../sts/directory.ts'
import { administratorOf, type OwnKey } from '../sts/keys.ts'

/** ECR's registry and calls, for the gateway. */
export async function createEcr(options: {
  readonly own: OwnKey
  readonly stateFolder: string
  readonly containerPackages: ContainerPackages
  /** The sandbox's endpoint, which is also the registry's. */
  readonly endpoint: string
  readonly directory: DirectoryCache
  readonly moto: Pick<MotoClient, 'tagsOf'>
  readonly clock: Clock
  readonly record: (call: Call) => void
}) {
  const { own, clock, directory, moto } = options
  const { accountId } = own
  const tokens = createRegistryTokens(clock, () => randomBytes(48).toString('base64url'))
  const expire = (region: string, repository: string) => expireImages(callEcr, clock, region, repository)
  const report = (line: string) => console.error(`container programs: ${line}`)
  const storage = await createImageStorage({
    stateFolder: options.stateFolder,
    program: async () => {
      const programs = await ensureContainerPackages(options.containerPackages, {
        report,
        enter: enterHostNetwork(),
      })
      return programs('docker-registry')
    },
  })
  const registry = createRegistry({
    accountId,
    tokens,
    storage,
    ecr: callEcr,
    clock,
    pushed: expire,
    record: options.record,
    async denialOf({ caller }, { action, region, repository, source }) {
      const parameters = { repositoryName: repository }
      const { accessKeyId } = caller
      const api = { service: 'ecr', action, region, protocol: 'json', accessKeyId, parameters } as const
      const world = {
        accountId,
        directory: await directory.read(),
        now: clock.now(),
        source,
        tagsOf: moto.tagsOf,
      }
      return (await refusalOfCall(api, caller, world))?.message
    },
  })
  const { endpoint } = options
  const layerUrl = createLayerUrl({ tokens, endpoint, ecr: callEcr, storage })
  return {
    registry,
    calls: createEcrCalls({ tokens, endpoint, layerUrl, expire }),
    preparePush: (order: PushOrder) =>
      preparePush({ ecr: callEcr, tokens, caller: administratorOf(own) }, order),
  }
}
