import type { ClientOptions } from '../aws/client-options.ts'
import { type Clients, createClients } from '../aws/clients.ts'
import { readProfiles } from '../aws/profiles.ts'
import { absoluteCommand } from '../config/mfa-command.ts'
import { assertRegion } from '../config/schema/region.ts'
import type { Project, SessionSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { CommonOptions } from '../host/options.ts'
import type { Person } from '../host/person.ts'
import type { Purpose } from '../session/permissions.ts'
import type { Session } from '../session/session.ts'
import { caBundle, endpointSwitches, requestHandler } from './network-path.ts'
import { type AskedSandbox, enterSandbox } from './sandbox.ts'
import { sessionOf } from './session.ts'
import { sessionUse } from './session-use.ts'

/** The session of one command, with its AWS clients. */
export interface Aws extends Session {
  readonly region: string
  /** Custom endpoint of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  /** PEM file with the certificate authorities to trust; null for the built-in ones. */
  readonly caBundle: string | null
  /** Variables of the profile's kinds of endpoints, such as AWS_USE_FIPS_ENDPOINT. */
  readonly endpointSwitches: Readonly<Record<string, string>>
  /** Options for the client of another service. */
  clientOptions(region: string): ClientOptions
  readonly clients: Clients
}

export interface ConnectRequest {
  readonly options: CommonOptions
  readonly sandbox: AskedSandbox
  readonly purpose: Purpose
  /** Of a deploy: ARN of the role that CloudFormation uses; null: it uses the permissions of the session. */
  readonly stackRole: string | null
  /** Undefined without a configuration. */
  readonly project: () => Promise<Project | undefined>
  readonly person: Person
}

/** @throws ToolError NO_REGION, SANDBOX_NOT_STARTED, PROFILE_UNKNOWN and others of planSession */
export async function connect({
  options,
  sandbox,
  purpose,
  stackRole,
  ...request
}: ConnectRequest): Promise<Aws> {
  const mayStart = purpose !== 'doctor'
  if (sandbox !== null) await enterSandbox(sandbox, { mayStart, agreed: options.yes ?? false })
  else if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile
  // The sandbox has one key, and an account that no configuration names.
  const project = sandbox === null ? await request.project() : undefined
  const profile = process.env.AWS_PROFILE || undefined
  const settings = (await readProfiles())[profile ?? 'default']
  const bundle = caBundle(settings)
  const [region, handler] = await Promise.all([regionOf(options, profile), requestHandler(bundle)])
  const path = handler === undefined ? {} : { requestHandler: handler }
  const endpoint = process.env.AWS_ENDPOINT_URL_EC2 ?? process.env.AWS_ENDPOINT_URL ?? null
  const open = await sessionOf({
    settings: project === undefined ? null : sessionSettings(project),
    use: sessionUse(purpose, project, stackRole),
    person: request.person,
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
    endpointSwitches: endpointSwitches(settings),
    clientOptions,
    clients: createClients(region, clientOptions),
  }
}

/** Programs start outside of the project. */
function sessionSettings({ session, folder }: Project): SessionSettings {
  const { mfaCommand } = session
  return { ...session, mfaCommand: mfaCommand && absoluteCommand(mfaCommand, folder) }
}

/** --region, AWS_REGION, AWS_DEFAULT_REGION, the region of the profile: the same order as the AWS CLI. */
async function regionOf({ region }: CommonOptions, profile: string | undefined): Promise<string> {
  const named = region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
  if (named !== undefined && named !== '') return assertRegion(named)
  const { assertProfile } = await import('../session/plan.ts')
  const profiles = await readProfiles()
  if (profile !== undefined) assertProfile(profile, profiles)
  const found = profiles[profile ?? 'default']?.region
  if (found !== undefined) return assertRegion(found)
  throw new ToolError('NO_REGION', 'no AWS region is set', {
    why: 'An AMI belongs to one region.',
    hint: 'Pass --region, set AWS_REGION, or set a region for the profile ("aws configure set region").',
    exitStatus: 2,
  })
}
