import { z } from 'zod'

const tag = z.string().nullable()

const image = z.strictObject({
  image: z.string().describe('Name in the configuration.'),
  project: tag.describe('Value of the tag packer-ecs:project; "-" for a configuration without "project".'),
  imageId: z.string(),
  name: z.string(),
  createdAt: z.string().describe('ISO 8601.'),
  release: tag,
  agentVersion: tag,
  dockerVersion: tag,
  kernel: tag,
  bakeKey: tag,
  runId: tag,
  state: z
    .string()
    .describe(
      '"good", "rejected", "failed" (its verification), "incomplete", or the state in EC2 while that is not "available".',
    ),
  size: z.number().describe('GiB of all volumes.'),
})

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  region: z.string(),
  images: z.array(image).describe('Newest first. A field is null if the AMI does not have the tag.'),
})
