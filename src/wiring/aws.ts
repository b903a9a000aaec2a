import type { ClientOptions } from '../aws/client-options.ts'
import type { Ec2 } from '../aws/ec2.ts'
import type { Ssm } from '../aws/ssm.ts'
import type { CallerIdentity } from '../aws/sts.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { CommonOptions } from './options.ts'
import { type AskedSandbox, enterSandbox } from './sandbox.ts'

/** AWS as one command sees it. */
export interface Aws {
  readonly region: string
  /** Own address of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  readonly credentials: ClientOptions['credentials']
  caller(): Promise<CallerIdentity>
  ec2(region: string): Promise<Ec2>
  ssm(): Promise<Ssm>
}

/** @throws ToolError NO_REGION, SANDBOX_NOT_STARTED */
export async function connect(options: CommonOptions, asked: AskedSandbox): Promise<Aws> {
  if (asked !== null) await enterSandbox(asked, options.yes ?? false)
  if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile
  const [{ fromNodeProviderChain }, region] = await Promise.all([
    import('@aws-sdk/credential-providers'),
    regionOf(options),
  ])
  const credentials = fromNodeProviderChain({ clientConfig: { region } })
  const clients = new Map<string, Promise<Ec2>>()
  return {
    region,
    endpoint: process.env.AWS_ENDPOINT_URL_EC2 ?? process.env.AWS_ENDPOINT_URL ?? null,
    credentials,
    caller: async () => (await import('../aws/sts.ts')).callerIdentity({ region, credentials }),
    ec2: name => {
      const client =
        clients.get(name) ??
        import('../aws/ec2.ts').then(({ createEc2 }) => createEc2({ region: name, credentials }))
      clients.set(name, client)
      return client
    },
    ssm: async () => (await import('../aws/ssm.ts')).createSsm({ region, credentials }),
  }
}

/** --region, AWS_REGION, AWS_DEFAULT_REGION, the profile's: the order of the aws cli. */
async function regionOf({ region, profile }: CommonOptions): Promise<string> {
  const named = region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
  if (named !== undefined && named !== '') return named
  const { profileRegion } = await import('../aws/profile-region.ts')
  const found = await profileRegion(profile ?? process.env.AWS_PROFILE)
  if (found !== undefined) return found
  throw new ToolError('NO_REGION', 'no AWS region is set', {
    why: 'AMIs live in one region.',
    hint: 'Pass --region, set AWS_REGION, or give the profile a region ("aws configure set region").',
    exitStatus: 2,
  })
}
