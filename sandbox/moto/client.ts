import type { GroupView } from '../cloudformation/types.ts'
import type { UsageReport } from '../ecs/ports.ts'
import type { Fleet } from '../ecs/types.ts'
import { accountHeader } from '../gateway/forward.ts'
import type { LoadBalancerRecord, Target, TargetGroupRecord, TargetHealth } from '../load-balancers/types.ts'
import type { Directory } from '../sts/directory.ts'

/** An EC2 instance in moto, as written by sandbox/moto/patches/state.py. */
export interface InstanceRecord {
  readonly instanceId: string
  readonly region: string
  readonly state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated'
  /** Number of requested reboots. */
  readonly reboots: number
  readonly imageId: string
  readonly address: string
  readonly publicAddress: string | null
  readonly instanceType: string
  readonly isSpot: boolean
  readonly architecture: 'x86_64' | 'arm64'
  readonly availabilityZone: string
  /** ISO 8601 in UTC, without a time zone. */
  readonly launchTime: string
  readonly vpcId: string | null
  readonly subnetId: string | null
  readonly keyName: string | null
  readonly publicKey: string | null
  /** Base64. */
  readonly userData: string | null
  readonly securityGroups: readonly { readonly id: string; readonly name: string }[]
  readonly httpEndpoint: 'enabled' | 'disabled'
  readonly httpTokens: 'required' | 'optional'
  readonly httpPutResponseHopLimit: number
  readonly instanceMetadataTags: 'enabled' | 'disabled'
  readonly tags: Readonly<Record<string, string>>
  readonly rootDevice: string
  readonly profile: { readonly arn: string; readonly id: string; readonly role: string } | null
  readonly devices: readonly {
    readonly device: string
    readonly sizeGiB: number
    readonly snapshotId: string | null
  }[]
}

/** An AMI that was created in the sandbox. */
export interface ImageRecord {
  readonly imageId: string
  readonly region: string
  readonly name: string
  readonly state: string
  readonly sourceInstanceId: string | null
  readonly sourceImageId: string | null
}

/** An Auto Scaling group, as written by sandbox/moto/patches/groups.py. */
export interface GroupRecord extends GroupView {
  readonly region: string
  readonly name: string
  /** An action that is executed once is due later. */
  readonly hasScheduledAction: boolean
}

export interface CloudState {
  readonly instances: readonly InstanceRecord[]
  readonly images: readonly ImageRecord[]
  readonly groups: readonly GroupRecord[]
  readonly loadBalancers: readonly LoadBalancerRecord[]
  readonly targetGroups: readonly TargetGroupRecord[]
}

/** Response of sandbox/moto/resources/handle.py: a record, nothing for a call, or the service's error. */
export interface ResourceAnswer {
  readonly physicalId?: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly error?: { readonly message: string; readonly code: string }
}

/** Tags by EC2 id, or by the name of a key pair. */
export type Tags = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The private API of sandbox/moto/server.py. */
export interface MotoClient {
  state(): Promise<CloudState>
  /** Clusters, container instances, and capacity providers. */
  fleet(): Promise<Fleet>
  /** Sets the counts and remaining resources that moto describes. */
  reportTasks(usage: UsageReport): Promise<void>
  /** Those of the CloudWatch alarms that are in the state ALARM. */
  alarming(region: string, names: readonly string[]): Promise<readonly string[]>
  /** Users, roles, and their policies. */
  directory(): Promise<Directory>
  tagsOf(region: string, ids: readonly string[]): Promise<Tags>
  reportInstance(instanceId: string, state: InstanceRecord['state'], reason?: string): Promise<void>
  reportImage(imageId: string, state: 'available' | 'failed'): Promise<void>
  /** @throws Error in the words of Elastic Load Balancing */
  changeTarget(operation: 'register' | 'deregister', targetGroupArn: string, target: Target): Promise<void>
  /** The health of all registered targets, for DescribeTargetHealth. */
  reportTargetHealth(
    targets: readonly (Target & TargetHealth & { readonly targetGroupArn: string })[],
  ): Promise<void>
  /** Values of existing SSM parameters, and the region's availability zones. */
  lookUp(
    region: string,
    parameters: readonly string[],
  ): Promise<{ readonly parameters: Readonly<Record<string, string>>; readonly zones: readonly string[] }>
  /** For each name, whether a resource of that type and name exists. */
  taken(
    region: string,
    names: readonly { readonly type: string; readonly name: string }[],
  ): Promise<readonly boolean[]>
  /** The text of an S3 object, or S3's error message. */
  object(name: {
    readonly bucket: string
    readonly key: string
  }): Promise<{ readonly text: string; readonly error?: string }>
  /** Creates, updates, or deletes one resource of a stack, or makes a call on its behalf. */
  resource(order: object): Promise<ResourceAnswer>
}

/** Moto reads the service from the signature's scope. */
const asS3 =
  'AWS4-HMAC-SHA256 Credential=UNSIGNED/20000101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0'

/** @param accountId undefined: the account of the sandbox */
export function createMotoClient(endpoint: string, accountId?: string): MotoClient {
  const headers: Record<string, string> = accountId === undefined ? {} : { [accountHeader]: accountId }
  async function get<Content>(path: string): Promise<Content> {
    return (await (await fetch(`${endpoint}${path}`, { headers })).json()) as Content
  }
  async function post(path: string, report: object): Promise<unknown> {
    const request = { method: 'POST', headers, body: JSON.stringify(report) }
    return (await fetch(`${endpoint}${path}`, request)).json()
  }
  return {
    state: () => get('/sandbox/state'),
    fleet: () => get('/sandbox/fleet'),
    async reportTasks(usage) {
      await post('/sandbox/tasks', usage)
    },
    alarming: async (region, names) => (await post('/sandbox/alarms', { region, names })) as string[],
    directory: () => get('/sandbox/directory'),
    tagsOf: async (region, ids) => (await post('/sandbox/tags', { region, ids })) as Tags,
    async reportInstance(instanceId, state, reason) {
      await post(`/sandbox/instances/${instanceId}`, { state, reason })
    },
    async reportImage(imageId, state) {
      await post(`/sandbox/images/${imageId}`, { state })
    },
    async changeTarget(operation, targetGroupArn, target) {
      const answer = await post('/sandbox/targets', { operation, targetGroupArn, ...target })
      const { error } = answer as { error?: string }
      if (error !== undefined) throw new Error(error)
    },
    async reportTargetHealth(targets) {
      await post('/sandbox/target-health', { targets })
    },
    lookUp: async (region, parameters) =>
      (await post('/sandbox/lookup', { region, parameters })) as Awaited<ReturnType<MotoClient['lookUp']>>,
    taken: async (region, names) => (await post('/sandbox/names', { region, names })) as boolean[],
    async object({ bucket, key }) {
      const answer = await fetch(`${endpoint}/${bucket}/${key}`, {
        headers: { ...headers, authorization: asS3 },
      })
      const text = await answer.text()
      if (answer.ok) return { text }
      return { text, error: /<Message>(.*?)<\/Message>/s.exec(text)?.[1] ?? answer.statusText }
    },
    resource: async order => (await post('/sandbox/resources', order)) as ResourceAnswer,
  }
}
