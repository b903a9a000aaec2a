import { randomBytes, randomUUID } from 'node:crypto'
import type { ContainerPackages } from '../containers/packages.ts'
import type { Ecs } from '../ecs/ecs.ts'
import { createCallLog } from '../gateway/call-log.ts'
import type { Clock } from '../gateway/clock.ts'
import { createFaultPlan, type FaultPlan } from '../gateway/faults.ts'
import { createHolds } from '../gateway/holds.ts'
import { startGateway } from '../gateway/server.ts'
import { openImageStore } from '../machines/image-store.ts'
import { bootMachine } from '../machines/machine.ts'
import { prepareNamespaces } from '../machines/namespaces.ts'
import { createNetwork, metadataAddress } from '../machines/network.ts'
import { macAddressOf, subnetOf } from '../machines/subnet.ts'
import type { Machine } from '../machines/types.ts'
import { startMetadataServer } from '../metadata/server.ts'
import { createMotoClient, type MotoClient } from '../moto/client.ts'
import { motoAddress, startMoto } from '../moto/process.ts'
import { cacheDirectory } from '../sts/directory.ts'
import { createFederation } from '../sts/federation.ts'
import type { OwnKey } from '../sts/keys.ts'
import { createSessions } from '../sts/sessions.ts'
import { createAccounts } from './accounts.ts'
import { createCloudFormation } from './cloudformation.ts'
import { createConsoles } from './consoles.ts'
import { createControl } from './control.ts'
import { createSandboxEcs } from './ecs.ts'
import type { Identity } from './identity.ts'
import { watchIdleness } from './idle.ts'
import { startLoadBalancers, urlsOfStacks } from './load-balancers.ts'
import { createMetadataSource } from './metadata-source.ts'
import { accepts } from './probe.ts'
import { createReconciler, type Reconciler } from './reconciler.ts'
import { createEcr } from './registry.ts'
import { roleCredentials } from './role-credentials.ts'

export interface SupervisorSettings {
  readonly stateFolder: string
  /** Lower directories of every machine, uppermost first. */
  readonly baseDirectories: readonly string[]
  readonly motoProgram: string
  readonly motoEnvironment: string
  readonly containerPackages: ContainerPackages
  readonly identity: Identity
  readonly controlSecret: string
  readonly recordExchanges: boolean
}

const idleMilliseconds = 30 * 60_000
const metadataPort = 80
const gatewayPort = 80

/** Runs the sandbox inside its namespaces until it is stopped or has no calls for 30 minutes. */
export async function supervise(settings: SupervisorSettings, clock: Clock): Promise<void> {
  const { stateFolder, identity } = settings
  const subnet = subnetOf(stateFolder)
  await prepareNamespaces(stateFolder)
  const network = await createNetwork({ stateFolder, subnet })
  const motoProcess = startMoto({
    program: settings.motoProgram,
    environmentFolder: settings.motoEnvironment,
    accountId: identity.accountId,
    region: identity.region,
    machineNetwork: subnet.cidr,
  })

  const machines = new Map<string, Machine>()
  const images = await openImageStore({
    stateFolder,
    baseDirectories: settings.baseDirectories,
    machines: () => machines.values(),
  })
  const holds = createHolds(clock)
  const faults = createFaultPlan()
  const motoUrl = `http://${motoAddress.host}:${motoAddress.port}`
  const moto = createMotoClient(motoUrl)
  const sessions = createSessions(clock)
  const federation = createFederation(clock)
  const serviceSessions = createSessions(clock)
  const consoles = createConsoles()
  const directory = cacheDirectory(moto.directory)

  const loadBalancers = startLoadBalancers({
    moto,
    network,
    containerPackages: settings.containerPackages,
    clock,
  })

  const reconciler = createReconciler({
    follow: loadBalancers.follow,
    moto,
    images,
    holds,
    clock,
    boot(spec) {
      const machine = bootMachine(spec, {
        stateFolder,
        network,
        containersFolder: settings.containerPackages.folder,
      })
      consoles.follow(machine)
      machine.onStateChange((state, reason) => {
        if (reason !== undefined) console.error(`${machine.instanceId}: ${state}: ${reason}`)
      })
      return machine
    },
    launchFault: () => machineFault(faults, 'autoscaling', 'LaunchInstance', 'Client error on launch'),
    interruption: () => machineFault(faults, 'ec2', 'InterruptSpotInstance', 'Spot instance termination'),
    machines,
    apiAddress: subnet.bridgeAddress,
  })
  const instanceAt = (address: string) =>
    reconciler.seen.instances.find(
      instance => instance.address === address && instance.state !== 'terminated',
    )

  await startMetadataServer({
    address: metadataAddress,
    port: metadataPort,
    now: clock.now,
    randomHex: bytes => randomBytes(bytes).toString('hex'),
    source: createMetadataSource({
      accountId: identity.accountId,
      subnetCidr: subnet.cidr,
      macAddressOf,
      instances: () => reconciler.seen.instances,
      credentialsOf: roleCredentials(sessions, identity.accountId, clock),
    }),
  })

  const ecs = createSandboxEcs({
    own: identity,
    serviceSessions,
    directory,
    moto,
    clock,
    uniqueId: randomUUID,
    endpoint: `http://${subnet.bridgeAddress}`,
    gateway: subnet.bridgeAddress,
    targetGroups: loadBalancers.targetGroups,
    containerPackages: settings.containerPackages,
    changed: reconciler.trigger,
  })
  void follow(reconciler, ecs)

  const cloudFormationOf = (own: OwnKey, ofAccount: MotoClient) =>
    createCloudFormation({
      own,
      serviceSessions,
      moto: ofAccount,
      clock,
      uniqueId: randomUUID,
      endpoint: `http://${subnet.bridgeAddress}`,
      nextPass: reconciler.nextPass,
      services: ecs,
    })
  const cloudFormation = cloudFormationOf(identity, moto)

  const record = createCallLog(stateFolder)
  const ecr = await createEcr({
    own: identity,
    stateFolder,
    containerPackages: settings.containerPackages,
    endpoint: `http://${subnet.bridgeAddress}`,
    directory,
    moto,
    clock,
    record,
  })

  const accounts = createAccounts({
    own: identity,
    sessions,
    federation,
    directory,
    moto,
    motoOf: accountId => createMotoClient(motoUrl, accountId),
    consoles,
    clock,
    acceptsSsh: host => accepts({ host, port: 22 }),
    motoReady: motoProcess.ready,
    instanceAt,
    serviceSessions,
    ecs,
    refreshLoadBalancers: loadBalancers.refresh,
    cloudFormation,
    cloudFormationOf,
    ecr: ecr.calls,
  })

  const finished = Promise.withResolvers<void>()
  const idle = watchIdleness(idleMilliseconds, finished.resolve)
  await startGateway({
    address: subnet.bridgeAddress,
    port: gatewayPort,
    clock,
    faults,
    holds,
    record,
    registry: ecr.registry,
    recordExchanges: settings.recordExchanges,
    regionOf: source => instanceAt(source)?.region ?? identity.region,
    handle: accounts.handle,
    answered({ source, api }) {
      if (source === subnet.hostAddress) idle.touch()
      if (!/^(Describe|Get|List|Poll)/.test(api.action)) reconciler.trigger()
    },
    control: createControl({
      access: {
        hostAddress: subnet.hostAddress,
        host: subnet.bridgeAddress,
        secret: settings.controlSecret,
      },
      openAccount: accounts.open,
      faults,
      sessions,
      federation,
      region: identity.region,
      directory,
      clock,
      machines,
      motoReady: motoProcess.ready,
      preparePush: ecr.preparePush,
      urlsOf: urlsOfStacks(moto, cloudFormation),
      stop: finished.resolve,
    }),
  })
  await Promise.race([finished.promise, motoProcess.ended])
  await Promise.allSettled([...machines.values()].map(machine => machine.terminate()))
}

/** Instances that changed can take or lose tasks. */
async function follow(reconciler: Reconciler, ecs: Ecs): Promise<never> {
  for (;;) {
    await reconciler.nextPass()
    ecs.wake()
  }
}

/** The reason of a state, from e.g. `sandbox fault autoscaling:LaunchInstance --error Client.InternalError`. */
function machineFault(
  faults: FaultPlan,
  service: string,
  action: string,
  message: string,
): string | undefined {
  const error = faults.take(service, action).find(effect => effect.kind === 'error')
  return error && `${error.code}: ${message}`
}
