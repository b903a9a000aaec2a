import type { ClientOptions } from '../aws/client-options.ts'
import { type Clients, createClients } from '../aws/clients.ts'
import { readProfiles } from '../aws/profiles.ts'
import { assertRegion } from '../config/schema/region.ts'
import type { SessionSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { CommonOptions } from '../host/options.ts'
import type { Session } from '../session/session.ts'
import type { Purpose } from '../session/session-policy.ts'
import { caBundle, requestHandler } from './network-path.ts'
import { type AskedSandbox, enterSandbox } from './sandbox.ts'
import { sessionOf, sessionSettings } from './session.ts'

/** AWS as one command sees it. */
export interface Aws extends Session {
  readonly region: string
  /** Custom endpoint of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  /** PEM file of the authorities to trust; null: the built-in ones. */
  readonly caBundle: string | null
  /** For a client of one more service. */
  clientOptions(region: string): ClientOptions
  readonly clients: Clients
}

/** What a command that has read the configuration hands over. */
export interface ConnectRequest {
  /** `session` of the configuration; left out: read when there is one. */
  readonly session?: SessionSettings
  /** Left out: a role's session may do what the role may. */
  readonly purpose?: Purpose
}

/** @throws ToolError NO_REGION, SANDBOX_NOT_STARTED, PROFILE_UNKNOWN and others of planSession */
export async function connect(
  options: CommonOptions,
  asked: AskedSandbox,
  { session, purpose }: ConnectRequest = {},
): Promise<Aws> {
  if (asked !== null) await enterSandbox(asked, options.yes ?? false)
  else if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile
  // A sandbox has one key, and an account that no configuration knows.
  const settings = asked === null ? (session ?? (await sessionSettings(options))) : null
  const profile = process.env.AWS_PROFILE || undefined
  const bundle = caBundle((await readProfiles())[profile ?? 'default'])
  const [region, handler] = await Promise.all([regionOf(options, profile), requestHandler(bundle)])
  const path = handler === undefined ? {} : { requestHandler: handler }
  const endpoint = process.env.AWS_ENDPOINT_URL_EC2 ?? process.env.AWS_ENDPOINT_URL ?? null
  const open = await sessionOf({
    settings,
    purpose: purpose ?? null,
    profile,
    endpoint,
    client: { region, ...path },
  })
  const clientOptions = (name: string) => ({ region: name, credentials: open.credentials, ...path })
  return {
    ...open,
    region,
    endpoint,
    caBundle: bundle?.file ?? null,
    clientOptions,
    clients: createClients(region, clientOptions),
  }
}

/** --region, AWS_REGION, AWS_DEFAULT_REGION, the profile's: the order of the aws cli. */
async function regionOf({ region }: CommonOptions, profile: string | undefined): Promise<string> {
  const named = region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
  if (named !== undefined && named !== '') return assertRegion(named)
  const { assertProfile } = await import('../session/plan.ts')
  const profiles = await readProfiles()
  if (profile !== undefined) assertProfile(profile, profiles)
  const found = profiles[profile ?? 'default']?.region
  if (found !== undefined) return assertRegion(found)
  throw new ToolError('NO_REGION', 'no AWS region is set', {
    why: 'AMIs live in one region.',
    hint: 'Pass --region, set AWS_REGION, or give the profile a region ("aws configure set region").',
    exitStatus: 2,
  })
}
