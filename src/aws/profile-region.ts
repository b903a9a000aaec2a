import { STSClient } from '@aws-sdk/client-sts'

/** The region that a profile of the AWS configuration file names; undefined when it names none. */
export async function profileRegion(profile: string | undefined): Promise<string | undefined> {
  const client = new STSClient(profile === undefined ? {} : { profile })
  return client.config.region().catch(() => undefined)
}
