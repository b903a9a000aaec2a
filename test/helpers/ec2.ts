import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type Image,
} from '@aws-sdk/client-ec2'
import { expect, vi } from 'vitest'

/** An AMI as EC2 describes it; empty if there is none. */
export async function imageOf(client: EC2Client, imageId: string): Promise<Image> {
  const { Images = [] } = await client.send(new DescribeImagesCommand({ ImageIds: [imageId] }))
  return Images[0] ?? {}
}

const patiently = { timeout: 120_000, interval: 100 }

/** The AMI when it is available, within two minutes. */
export function availableImage(client: EC2Client, imageId: string): Promise<Image> {
  return vi.waitFor(async () => {
    const image = await imageOf(client, imageId)
    expect(image.State).toBe('available')
    return image
  }, patiently)
}

/** Resolves when the instance has that state, within two minutes. */
export function instanceState(client: EC2Client, instanceId: string, wanted: string): Promise<void> {
  return vi.waitFor(async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }))
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe(wanted)
  }, patiently)
}
