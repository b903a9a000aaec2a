import type { Ecs } from '../ecs/ecs.ts'
import { accessLogsRefusal } from '../load-balancers/access-logs.ts'
import type { InstanceRecord, MotoClient } from '../moto/client.ts'
import { motoAddress } from '../moto/process.ts'
import type { EcrCalls } from '../registry/ecr-calls.ts'
import { type AuthorizationWorld, refusalOfCall } from '../sts/authorize.ts'
import type { Caller } from '../sts/caller.ts'
import type { DirectoryCache } from '../sts/directory.ts'
import { type Federation, federatedCalls } from '../sts/federation.ts'
import { identify } from '../sts/identify.ts'
import { isByInstanceIdentity } from '../sts/instance-identity.ts'
import { knownKeys, type OwnKey } from '../sts/keys.ts'
import type { Sessions } from '../sts/sessions.ts'
import { answerSts } from '../sts/sts.ts'
import type { CloudFormation } from '../supervisor/cloudformation.ts'
import type { Consoles } from '../supervisor/consoles.ts'
import { type ApiAnswer, apiError, errorAnswer } from './api-answer.ts'
import type { ApiRequest } from './api-request.ts'
import { bucketRefusal, isOnMissingBucket } from './bucket-refusal.ts'
import type { Clock } from './clock.ts'
import { consoleOutput } from './console-output.ts'
import { forward } from './forward.ts'
import { scalableTargetRefusal } from './scalable-target.ts'
import type { IncomingCall } from './server.ts'
import { whenSettled } from './settle.ts'

export interface CallHandlerOptions {
  readonly own: OwnKey
  /** Directory of any account of the sandbox; undefined if there is no such account. */
  readonly directoryOf: (accountId: string) => DirectoryCache | undefined
  /** Call this after a call that may have changed a directory. */
  readonly forgetDirectories: () => void
  readonly sessions: Sessions
  readonly federation: Federation
  readonly directory: DirectoryCache
  readonly moto: MotoClient
  readonly consoles: Consoles
  readonly clock: Clock
  readonly acceptsSsh: (address: string) => Promise<boolean>
  readonly motoReady: Promise<void>
  readonly instanceAt: (address: string) => InstanceRecord | undefined
  /** Answers calls of CloudFormation; moto's CloudFormation is not used. */
  readonly cloudFormation: CloudFormation
  /** Answers calls of ECS about task definitions, tasks, and services; moto answers the others. */
  readonly ecs: Pick<Ecs, 'answer' | 'rolesOfTaskDefinition'>
  /** Sessions with which services act for callers. */
  readonly serviceSessions: Sessions
  /** Resolves when the load balancers are in line with moto's data. */
  readonly refreshLoadBalancers: () => Promise<void>
  readonly ecr: EcrCalls
}

/**
 * Answers an API call: refuses unknown callers and calls that no policy allows, answers some calls itself, and
 * forwards all others to moto.
 */
export function createCallHandler(options: CallHandlerOptions): (call: IncomingCall) => Promise<ApiAnswer> {
  const { own, sessions, federation, directory, clock, motoReady, instanceAt } = options
  const address = { ...motoAddress, accountId: own.accountId }
  const find = knownKeys(own, [sessions, options.serviceSessions], directory)

  async function accountAt(source: string): Promise<AuthorizationWorld> {
    return {
      accountId: own.accountId,
      directory: await directory.read(),
      now: clock.now(),
      source,
      tagsOf: options.moto.tagsOf,
      rolesOfTaskDefinition: options.ecs.rolesOfTaskDefinition,
    }
  }

  /** The account of the role that a call of STS requests. */
  async function roleAccountOf({ parameters }: ApiRequest) {
    const [, accountId] = /^arn:aws:iam::(\d{12}):role\//.exec(String(parameters.RoleArn)) ?? []
    if (accountId === undefined || accountId === own.accountId) return {}
    const other = options.directoryOf(accountId)
    return other === undefined ? {} : { roleAccount: { accountId, directory: await other.read() } }
  }

  /** The caller, or the answer to a call that is not forwarded. */
  async function passGate(call: IncomingCall): Promise<{ caller: Caller } | { answer: ApiAnswer }> {
    const { api, raw, source } = call
    const identified = await identify(call, find, clock.now())
    if ('refusal' in identified) return { answer: errorAnswer(api.protocol, identified.refusal) }
    const { caller } = identified
    const present = await accountAt(source)
    if (api.service === 'sts') {
      const roleAccount = await roleAccountOf(api)
      return { answer: await answerSts({ api, caller, world: present, ...roleAccount, sessions }) }
    }
    if (isOnMissingBucket(api, present)) return { caller }
    const refusal = (await refusalOfCall(api, caller, present)) ?? bucketRefusal(api, raw, caller, present)
    if (refusal !== undefined) return { answer: errorAnswer(api.protocol, refusal) }
    return isDryRun(api) ? { answer: errorAnswer(api.protocol, dryRun) } : { caller }
  }

  return async call => {
    const { raw, api, source } = call
    await motoReady
    const signaled = options.cloudFormation.receiveSignal(raw)
    if (signaled !== undefined) return signaled
    const federated = federatedCalls[`${api.service}:${api.action}`]
    if (federated !== undefined)
      return federated(call, { ...federation, sessions, world: await accountAt(source) })
    if (isByInstanceIdentity(call, instanceAt(source)?.instanceId)) {
      return options.cloudFormation.answer(api, undefined)
    }
    const gate = await passGate(call)
    if ('answer' in gate) return gate.answer
    const { caller } = gate
    if (api.service === 'cloudformation') {
      return options.cloudFormation.answer(
        api,
        caller,
        refusalFor(caller, await accountAt(source), api.region),
      )
    }
    if (api.service === 'ecs') {
      const answer = await options.ecs.answer(api, caller.arn)
      if (answer !== undefined) return answer
    }
    const refusal =
      (await scalableTargetRefusal(api, options.ecs, caller.arn)) ??
      accessLogsRefusal(api, await accountAt(source))
    if (refusal !== undefined) return refusal
    if (api.service === 'ec2' && api.action === 'GetConsoleOutput') {
      const output = await consoleOutput(api, options.consoles, clock)
      if (output !== undefined) return output
    }
    if (api.service === 'ecr' && api.action === 'GetAuthorizationToken') {
      return options.ecr.authorizationToken(api, caller)
    }
    if (api.service === 'ecr' && api.action === 'GetDownloadUrlForLayer') {
      return options.ecr.layerUrl(api, caller)
    }
    const answer = await whenSettled(api, raw, () => forward(raw, address), options)
    if (mayChangeDirectory(api)) options.forgetDirectories()
    if (changesLoadBalancers(api)) await options.refreshLoadBalancers()
    if (api.service === 'ecr' && answer.status < 400) await options.ecr.answered(api)
    return isCrash(answer) ? errorAnswer(api.protocol, crash(api.service, api.action)) : answer
  }
}

/** Calls that CloudFormation makes with the rights of its caller. */
function refusalFor(caller: Caller, world: AuthorizationWorld, region: string) {
  return (service: string, action: string, parameters: Readonly<Record<string, unknown>>) => {
    const protocol = service === 'ec2' ? 'ec2' : 'json'
    const { accessKeyId } = caller
    return refusalOfCall({ service, action, parameters, region, protocol, accessKeyId }, caller, world)
  }
}

const dryRun = apiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.')

function isDryRun({ service, parameters }: ApiRequest): boolean {
  return service === 'ec2' && parameters.DryRun === 'true'
}

function mayChangeDirectory({ service, action }: ApiRequest): boolean {
  if (/^(Get|List|Describe|Head)/.test(action)) return false
  return service === 'iam' || (service === 's3' && action.includes('Bucket'))
}

/** Such a call is complete on return: ECS may use the target group at once. */
function changesLoadBalancers({ service, action }: ApiRequest): boolean {
  return service === 'elasticloadbalancing' && !action.startsWith('Describe')
}

/** Moto answers with an HTML page when its code fails. */
function isCrash({ status, body }: ApiAnswer): boolean {
  return status >= 500 && body.toString().startsWith('<!doctype html>')
}

function crash(service: string, action: string) {
  const message = `The sandbox cannot do ${service}:${action} with these parameters; its log has the reason`
  return apiError('InternalFailure', message)
}
