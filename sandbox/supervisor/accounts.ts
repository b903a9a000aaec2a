import { randomBytes } from 'node:crypto'
import { type ApiAnswer, apiError, errorAnswer } from '../gateway/api-answer.ts'
import type { ApiRequest } from '../gateway/api-request.ts'
import type { CallHandlerOptions } from '../gateway/call-handler.ts'
import { createCallHandler } from '../gateway/call-handler.ts'
import type { IncomingCall } from '../gateway/server.ts'
import type { MotoClient } from '../moto/client.ts'
import { newAccessKeyId } from '../sts/access-key-id.ts'
import { cacheDirectory, type DirectoryCache } from '../sts/directory.ts'
import type { OwnKey } from '../sts/keys.ts'
import type { CloudFormation } from './cloudformation.ts'

export interface AccountsOptions extends Omit<CallHandlerOptions, 'directoryOf' | 'forgetDirectories'> {
  /** Of another account. */
  readonly motoOf: (accountId: string) => MotoClient
  readonly cloudFormationOf: (own: OwnKey, moto: MotoClient) => CloudFormation
}

/** The accounts of a sandbox: the first one, which has machines, and others, which have none. */
export interface Accounts {
  /** The administrator's key of an account, which is created if it does not exist. */
  open(accountId: string): OwnKey
  /** Answers a call in the account of the key that signed it. */
  readonly handle: (call: IncomingCall) => Promise<ApiAnswer>
}

interface Account {
  readonly own: OwnKey
  readonly directory: DirectoryCache
  readonly handle: (call: IncomingCall) => Promise<ApiAnswer>
}

export function createAccounts(options: AccountsOptions): Accounts {
  const others = new Map<string, Account>()
  const first = account(options)

  function account(of: Omit<CallHandlerOptions, 'directoryOf' | 'forgetDirectories'>): Account {
    const { own, directory } = of
    const handle = createCallHandler({
      ...of,
      directoryOf: accountId =>
        accountId === first.own.accountId ? first.directory : others.get(accountId)?.directory,
      forgetDirectories() {
        for (const one of [first, ...others.values()]) one.directory.forget()
      },
    })
    return { own, directory, handle }
  }

  function create(accountId: string): Account {
    const own = {
      accountId,
      accessKeyId: newAccessKeyId(),
      secretAccessKey: randomBytes(30).toString('base64url'),
    }
    const moto = options.motoOf(accountId)
    const made = account({
      ...options,
      own,
      moto,
      directory: cacheDirectory(moto.directory),
      cloudFormation: options.cloudFormationOf(own, moto),
      instanceAt: () => undefined,
    })
    return {
      ...made,
      handle: async call => withoutMachines(call.api, accountId) ?? made.handle(call),
    }
  }

  async function accountOf({ accessKeyId }: ApiRequest): Promise<Account> {
    if (accessKeyId === undefined || others.size === 0) return first
    const key = options.sessions.find(accessKeyId) ?? options.serviceSessions.find(accessKeyId)
    if (key !== undefined) return others.get(key.caller.arn.split(':')[4] ?? '') ?? first
    for (const other of others.values()) {
      if (other.own.accessKeyId === accessKeyId) return other
      const { users } = await other.directory.read()
      if (users.some(({ accessKeys }) => accessKeys.some(one => one.accessKeyId === accessKeyId)))
        return other
    }
    return first
  }

  return {
    open(accountId) {
      if (accountId === first.own.accountId) return first.own
      const present = others.get(accountId) ?? create(accountId)
      others.set(accountId, present)
      return present.own
    },
    handle: async call => (await accountOf(call.api)).handle(call),
  }
}

const services = new Set(['cloudformation', 'ec2', 'iam', 'kms', 'logs', 's3', 'ssm', 'sts'])
const launches = new Set(['CreateFleet', 'RunInstances', 'StartInstances'])

/** The answer to a call for which an account needs machines. */
function withoutMachines(
  { service, action, protocol }: ApiRequest,
  accountId: string,
): ApiAnswer | undefined {
  if (services.has(service) && !launches.has(action)) return undefined
  const message = `The sandbox has no machines in account ${accountId}, and does not support ${service}:${action} there`
  return errorAnswer(protocol, apiError('UnsupportedOperation', message))
}
