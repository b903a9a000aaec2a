import { z } from 'zod'
import { listOf, type Refusal, refuse, strict, text } from './check.ts'
import { stackTags } from './stack-tags.ts'

const role = text(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  'Use the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME.',
)
const topic = text(
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/,
  'Use the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME.',
)
const file = z.string().min(1, 'Use the path of a file, relative to the folder of packer-ecs.yaml.')
const environment = text(
  /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/,
  'Use at most 40 letters, digits and dashes, e.g. dev.',
)
const parameter = text(/^[A-Za-z0-9]{1,255}$/, 'Use the name of a template parameter.')

const howChannel = 'Use the name of a channel, e.g. stable, or one for each environment, e.g. {prod: stable}.'
const channelName = text(
  /^[a-z][a-z0-9-]{0,39}$/,
  'Use at most 40 lowercase letters, digits and dashes, beginning with a letter, e.g. stable.',
)

const mostTopics = 5

export const stack = strict({
  name: z
    .string()
    .superRefine(refuse(nameFault))
    .default('{project}-{env}-{stack}')
    .describe(
      'Name of the stack, with the placeholders {project}, {env} (the environment) and {stack} (the key of this stack).',
    ),
  template: file.describe('CloudFormation template, YAML or JSON.'),
  parameterFiles: z
    .record(environment, file)
    .default({})
    .describe(
      'Parameter file of each environment, e.g. dev: cfn/cluster/dev.cfg. Lines Key=Value, or JSON as for the AWS CLI.',
    ),
  amis: z
    .record(parameter, z.string('Use the name of an image.'))
    .default({})
    .describe('Parameters that are set to the newest good AMI of an image, e.g. ImageId: ecs.'),
  channel: z
    .union([channelName, z.record(environment, channelName)], howChannel)
    .optional()
    .describe(
      'The parameters under amis are set to the AMI that was promoted to this channel instead of the newest good one. Either one channel, e.g. stable, or one for each environment, e.g. {prod: stable}.',
    ),
  capabilities: listOf(z.enum(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']))
    .default([])
    .describe(
      'Capabilities that you acknowledge, e.g. CAPABILITY_IAM when the template creates IAM resources.',
    ),
  tags: stackTags,
  role: role
    .optional()
    .describe("Role that CloudFormation uses. Default: the stack's current role, or your own permissions."),
  terminationProtection: z
    .boolean()
    .default(false)
    .describe('Whether the stack is protected against deletion.'),
  notificationTopics: listOf(topic)
    .max(mostTopics, `Use at most ${mostTopics}.`)
    .default([])
    .describe("SNS topics that CloudFormation sends the stack's events to."),
})

export type StackInput = z.output<typeof stack>

const placeholders = ['project', 'env', 'stack']

/** CloudFormation API reference, CreateStack: a letter, then letters, digits and dashes, at most 128. */
function nameFault(pattern: string): Refusal | undefined {
  const unknown = [...pattern.matchAll(/\{([^{}]*)\}/g)]
    .map(([, placeholder = '']) => placeholder)
    .find(placeholder => !placeholders.includes(placeholder))
  if (unknown !== undefined) {
    return {
      code: 'NAME_PATTERN',
      problem: `which has the unknown placeholder {${unknown}}`,
      hint: 'Use {project}, {env} and {stack}.',
    }
  }
  const filled = pattern.replaceAll(/\{[^{}]*\}/g, 'x')
  const wrong = /[^A-Za-z0-9-]/.exec(filled) ?? /^[^A-Za-z]/.exec(filled)
  if (filled !== '' && wrong === null) return undefined
  const problem =
    wrong === null ? 'which is empty' : `where the character ${JSON.stringify(wrong[0])} is not allowed`
  return { code: 'NAME_PATTERN', problem, hint: 'Use letters, digits and dashes, beginning with a letter.' }
}
