import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ClientOptions } from '../aws/client-options.ts'
import { readProfiles, sourceCredentials } from '../aws/profiles.ts'
import type { SessionSettings } from '../config/settings.ts'
import type { Person } from '../host/person.ts'
import { clock, files } from '../host/system.ts'
import { workingFolder } from '../host/working-folder.ts'
import type { Use } from '../session/permissions.ts'
import { planSession, type SessionPlan, type WebIdentityProfile } from '../session/plan.ts'
import { openSession, type Session } from '../session/session.ts'
import { createSessionCache, type SessionCache } from '../session/session-cache.ts'
import type { Proof } from '../session/take-role.ts'
import { readWebIdentityToken } from '../session/web-identity.ts'
import { mfaCodes } from './mfa-codes.ts'

export interface SessionRequest {
  readonly settings: SessionSettings | null
  readonly use: Use | null
  readonly person: Person
  readonly profile: string | undefined
  readonly endpoint: string | null
  /** Region and network path of STS. */
  readonly client: Omit<ClientOptions, 'credentials'>
}

/** The session that profile, environment and configuration describe; AWS is not called yet. */
export async function sessionOf({ settings, ...request }: SessionRequest): Promise<Session> {
  const plan = planSession({
    profile: request.profile,
    profiles: await readProfiles(),
    hasEnvironmentKeys: Boolean(process.env.AWS_ACCESS_KEY_ID && process.env.AWS_SECRET_ACCESS_KEY),
    environmentIdentity: environmentIdentity(),
    role: settings?.role ?? null,
    externalId: settings?.externalId ?? null,
    durationSeconds: settings?.durationSeconds ?? 3600,
  })
  return openSession({
    plan,
    source: await proofOf(plan, request.client),
    sts: async credentials => (await import('../aws/sts.ts')).createSts({ ...request.client, credentials }),
    codes: mfaCodes(settings?.mfaCommand ?? null, request.person),
    cache: sessionCache(request.endpoint),
    clock,
    use: request.use,
    allowedAccounts: settings?.allowedAccounts ?? [],
  })
}

function environmentIdentity(): WebIdentityProfile | null {
  const { AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME } = process.env
  if (!(AWS_WEB_IDENTITY_TOKEN_FILE && AWS_ROLE_ARN)) return null
  return {
    web_identity_token_file: AWS_WEB_IDENTITY_TOKEN_FILE,
    role_arn: AWS_ROLE_ARN,
    role_session_name: AWS_ROLE_SESSION_NAME || undefined,
  }
}

async function proofOf({ source }: SessionPlan, client: SessionRequest['client']): Promise<Proof> {
  if (source.kind === 'webIdentity')
    return {
      kind: 'token',
      read: () => readWebIdentityToken(resolve(workingFolder(), source.tokenFile), files),
    }
  return { kind: 'credentials', provider: await sourceCredentials(source, client) }
}

export function sessionCache(endpoint: string | null): SessionCache {
  const { XDG_CACHE_HOME } = process.env
  const cacheHome = XDG_CACHE_HOME ? XDG_CACHE_HOME : join(homedir(), '.cache')
  return createSessionCache(join(cacheHome, 'packer-ecs', 'sessions'), endpoint, files)
}
