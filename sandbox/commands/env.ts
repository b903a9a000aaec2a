import { subnetOf } from '../machines/subnet.ts'
import { type Identity, identityOf } from '../supervisor/identity.ts'
import { accepts } from '../supervisor/probe.ts'
import type { RunningSandbox } from '../supervisor/running-sandbox.ts'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import { clientEnvironment } from './client-environment.ts'
import type { CommonOptions } from './options.ts'
import { print, printDocument } from './output.ts'
import { control, requireRunning } from './running.ts'

export interface EnvOptions extends CommonOptions {
  readonly account?: string
}

/** Prints the variables that point an AWS client to the sandbox: for `eval` in a shell, or as JSON. */
export async function env(options: EnvOptions): Promise<void> {
  const sandbox = await requireRunning(options)
  await requireAnswer(sandbox)
  const own = await identityOf(sandbox.stateFolder)
  const identity =
    options.account === undefined ? own : { ...own, ...(await keyIn(options.account, sandbox)) }
  const { NO_PROXY, no_proxy } = process.env
  const environment = clientEnvironment(sandbox.endpoint, identity, NO_PROXY ?? no_proxy)
  if (options.json) return printDocument<'env'>(environment)
  print(
    `unset ${environment.unset.join(' ')}`,
    ...Object.entries(environment.set).map(([name, value]) => `export ${name}='${value}'`),
  )
}

/** The administrator's key of another account. */
async function keyIn(accountId: string, sandbox: RunningSandbox): Promise<Omit<Identity, 'region'>> {
  if (/^\d{12}$/.test(accountId)) return control(sandbox, 'account', { accountId })
  throw new SandboxError(`"${accountId}" is not an account id`, {
    hint: 'Pass 12 digits, e.g. --account 111122223333.',
    exitStatus: 2,
  })
}

async function requireAnswer({ endpoint, stateFolder }: RunningSandbox): Promise<void> {
  const { bridgeAddress, hostAddress } = subnetOf(stateFolder)
  if (await accepts({ host: bridgeAddress, port: 80, localAddress: hostAddress })) return
  throw new SandboxError(`the sandbox at ${endpoint} does not respond`, {
    hint: 'Restart it: run "packer-ecs sandbox stop", then "packer-ecs sandbox start".',
  })
}
