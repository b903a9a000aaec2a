import { DescribeImagesCommand, type EC2Client, type Image } from '@aws-sdk/client-ec2'
import { expect, vi } from 'vitest'

/** An AMI as EC2 describes it; empty if there is none. */
export async function imageOf(client: EC2Client, imageId: string): Promise<Image> {
  const { Images = [] } = await client.send(new DescribeImagesCommand({ ImageIds: [imageId] }))
  return Images[0] ?? {}
}

/** The AMI when it is available, within two minutes. */
export function availableImage(client: EC2Client, imageId: string): Promise<Image> {
  return vi.waitFor(
    async () => {
      const image = await imageOf(client, imageId)
      expect(image.State).toBe('available')
      return image
    },
    { timeout: 120_000, interval: 100 },
  )
}
