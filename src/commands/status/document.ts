import { z } from 'zod'

const text = z.string()
const textOrNull = text.nullable()

const ami = z
  .strictObject({
    imageId: text,
    name: textOrNull,
    image: textOrNull.describe('Name in the configuration.'),
    project: textOrNull.describe(
      'Value of the tag packer-ecs:project; "-" for a configuration without "project".',
    ),
    release: textOrNull,
    agentVersion: textOrNull,
    dockerVersion: textOrNull,
    kernel: textOrNull,
    createdAt: textOrNull.describe('ISO 8601.'),
    foreign: z.boolean().describe('Not baked by packer-ecs, or its tags are not visible in this account.'),
  })
  .describe('A field is null if the AMI does not have the tag; all of them if the AMI was deleted.')

const behind = z.strictObject({
  newestImageId: text,
  newestRelease: textOrNull,
  bakes: z.number().describe('Number of newer good AMIs; 0 for the newest.'),
  days: z.number().describe('Whole days between the two.'),
})

const container = z.strictObject({
  status: text.describe('"ACTIVE", "DRAINING" …'),
  agentConnected: z.boolean(),
  agentVersion: textOrNull,
  runningTasks: z.number(),
})

const instance = z.strictObject({
  instanceId: text,
  state: text.describe('State in EC2: "pending", "running" …'),
  launchedAt: text.describe('ISO 8601.'),
  ami,
  behind: behind.nullable().describe('Compared with the newest good AMI of the same image; null if unknown.'),
  channelImageId: textOrNull.describe(
    'The AMI that the channel of the stack holds for the same image; null if unknown or without a channel.',
  ),
  container: container.nullable().describe('Null if the instance is in no cluster of the stack.'),
})

const service = z.strictObject({
  name: text,
  state: text.describe('"ACTIVE", "DRAINING", "INACTIVE".'),
  desired: z.number(),
  running: z.number(),
  pending: z.number(),
  taskDefinition: text.describe('Family and revision of the newest deployment, e.g. "web:12".'),
  images: z.array(z.strictObject({ container: text, image: text.describe('E.g. "packer-ecs/web:1.2".') })),
  deployment: textOrNull.describe(
    '"IN_PROGRESS", "COMPLETED", "FAILED"; null with another deployment controller than ECS.',
  ),
})

const stack = z.strictObject({
  stack: text.describe('Name in the configuration.'),
  environment: textOrNull,
  stackName: text,
  stackId: textOrNull.describe('Null if the stack does not exist.'),
  state: textOrNull.describe('E.g. "UPDATE_COMPLETE"; null if the stack does not exist.'),
  changedAt: textOrNull.describe('ISO 8601.'),
  channel: textOrNull.describe('The channel whose AMIs it receives; null: the newest good AMIs.'),
  instances: z.array(instance),
  services: z.array(service),
})

export const document = z.strictObject({
  schemaVersion: z.literal(1),
  region: text,
  stacks: z.array(stack),
})
