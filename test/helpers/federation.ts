import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import type { TestSandbox } from './sandbox.ts'

const issuer = 'token.actions.githubusercontent.com'
const audience = 'sts.amazonaws.com'
const subject = 'repo:acme/images:ref:refs/heads/main'
const startUrl = 'https://acme.awsapps.com/start'
const ssoSession = 'acme'

/** Who comes with a token instead of keys: a job of a CI, or a person who signed in at IAM Identity Center. */
export interface Federation {
  /** Of the role `ci`, which trusts the job. */
  readonly ciRole: string
  /** Of the role `images`, which trusts the account. */
  readonly imagesRole: string
  /** Where the job's token lies. */
  readonly tokenFile: string
  /** Puts a token into the job's file; `lasts` in seconds. Returns it. */
  writeToken(order?: {
    subject?: string
    audience?: string
    issuer?: string
    lasts?: number
  }): Promise<string>
  /** The role `ci` trusts no other subject of a token any more. */
  trustOnly(subject: string): Promise<void>
  /** Signs the person in. Returns the secrets that then lie in the cache. */
  signIn(lasts?: number): Promise<readonly string[]>
  /** The environment of both: no keys, and the profiles `ci`, `sso`, `chained`. */
  readonly environment: NodeJS.ProcessEnv
}

/** Who the sandbox's own clients are, in place of the AWS files. */
const sandboxIdentity = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
]

/** `folder`: home, with AWS files and caches. */
export async function createFederation(sandbox: TestSandbox, folder: string): Promise<Federation> {
  const iam = new IAMClient(sandbox.clientOptions)
  const account = `arn:aws:iam::${sandbox.accountId}`
  await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: `https://${issuer}`, ClientIDList: [audience] }),
  )
  const createRole = async (RoleName: string, Path: string, trust: object) => {
    const AssumeRolePolicyDocument = policy(trust)
    await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument }))
    const PolicyDocument = policy({ Action: '*', Resource: '*' })
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'everything', PolicyDocument }))
    return `${account}:role${Path}${RoleName}`
  }
  const trustIn = (subjects: string) => ({
    Principal: { Federated: `${account}:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${issuer}:aud`]: audience },
      StringLike: { [`${issuer}:sub`]: subjects },
    },
  })
  const ciRole = await createRole('ci', '/', trustIn('repo:acme/images:*'))
  await createRole('AWSReservedSSO_ImageBuilder_0123456789abcdef', '/aws-reserved/sso.amazonaws.com/', {
    Principal: { Federated: `${account}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` },
    Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
  })
  const imagesRole = await createRole('images', '/', {
    Principal: { AWS: `${account}:root` },
    Action: 'sts:AssumeRole',
  })
  const tokenFile = join(folder, 'web-identity-token')
  await mkdir(join(folder, '.aws/sso/cache'), { recursive: true })
  await writeFile(
    join(folder, '.aws/config'),
    [
      '[profile ci]',
      `role_arn = ${ciRole}`,
      `web_identity_token_file = ${tokenFile}`,
      '[profile sso]',
      `sso_session = ${ssoSession}`,
      `sso_account_id = ${sandbox.accountId}`,
      'sso_role_name = ImageBuilder',
      '[profile stranger]',
      `sso_session = ${ssoSession}`,
      `sso_account_id = ${sandbox.accountId}`,
      'sso_role_name = Administrator',
      '[profile chained]',
      `role_arn = ${imagesRole}`,
      'source_profile = sso',
      `[sso-session ${ssoSession}]`,
      `sso_start_url = ${startUrl}`,
      // Another region than the work's, as it mostly is.
      'sso_region = eu-west-1',
      '',
    ].join('\n'),
  )
  const environment = { ...sandbox.environment }
  for (const name of sandboxIdentity) delete environment[name]
  return {
    ciRole,
    imagesRole,
    tokenFile,
    async writeToken({ lasts = 3600, ...about } = {}) {
      const claims = { issuer: `https://${issuer}`, audience, subject, ...about }
      const options = Object.entries(claims).flatMap(([name, value]) => [`--${name}`, value])
      const token = (await sandbox.cli('web-identity-token', ...options, '--lasts', String(lasts))).trim()
      await writeFile(tokenFile, token)
      return token
    },
    async trustOnly(subject) {
      const trust = { RoleName: 'ci', PolicyDocument: policy(trustIn(subject)) }
      await iam.send(new UpdateAssumeRolePolicyCommand(trust))
    },
    async signIn(lasts = 28_800) {
      const login = await sandbox.cli('sso-token', '--start-url', startUrl, '--lasts', String(lasts))
      // The SDK finds a login by the hash of its session's name.
      const name = createHash('sha1').update(ssoSession).digest('hex')
      await writeFile(join(folder, '.aws/sso/cache', `${name}.json`), login)
      const { accessToken, refreshToken, clientSecret } = JSON.parse(login)
      return [accessToken, refreshToken, clientSecret]
    },
    environment: { ...environment, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') },
  }
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
}
