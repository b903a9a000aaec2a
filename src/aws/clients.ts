import type { ClientOptions } from './client-options.ts'

/** The AWS clients that a workflow receives. */
export type Clients = ReturnType<typeof createClients>

/**
 * Each client is loaded when it is first used, because loading one takes longer than most calls, and created once.
 *
 * @param region of every client that does not name a region itself
 */
export function createClients(region: string, optionsOf: (region: string) => ClientOptions) {
  const options = () => optionsOf(region)
  const kms = oncePerName(async name => (await import('./kms.ts')).createKms(optionsOf(name)))
  return {
    ec2: oncePerName(async name => (await import('./ec2.ts')).createEc2(optionsOf(name))),
    iam: once(async () => (await import('./iam.ts')).createIam(options())),
    ssm: once(async () => (await import('./ssm.ts')).createSsm(options())),
    kms: (name = region) => kms(name),
    cloudFormation: once(async () => (await import('./cloudformation.ts')).createCloudFormation(options())),
    autoScaling: once(async () => (await import('./autoscaling.ts')).createAutoScaling(options())),
    s3: oncePerName(async name => (await import('./s3.ts')).createS3(optionsOf(name))),
    elb: once(async () => (await import('./elb.ts')).createElb(options())),
    ecr: oncePerName(async name => (await import('./ecr.ts')).createEcr(optionsOf(name))),
    logs: oncePerName(async name => (await import('./logs.ts')).createLogs(optionsOf(name))),
    ecs: once(async () => (await import('./ecs.ts')).createEcs(options())),
  }
}

export function once<Client>(create: () => Promise<Client>): () => Promise<Client> {
  let created: Promise<Client> | undefined
  return () => {
    created ??= create()
    return created
  }
}

function oncePerName<Client>(create: (name: string) => Promise<Client>): (name: string) => Promise<Client> {
  const created = new Map<string, Promise<Client>>()
  return name => {
    const client = created.get(name) ?? create(name)
    created.set(name, client)
    return client
  }
}
