import { z } from 'zod'

// Commands import only the types of this module: zod would slow them down.

const text = z.string()
const textOrNull = text.nullable()
const seconds = z.number().describe('Seconds.')
const dateTime = text.describe('ISO 8601.')

const sandbox = {
  pid: z.number().describe('Process whose end ends everything in the sandbox.'),
  endpoint: text.describe('URL of every service.'),
  accountId: text,
  region: text,
  stateFolder: text,
}

const effect = z.union([
  z.strictObject({ kind: z.literal('error'), code: text }).describe('The call fails with this error code.'),
  z.strictObject({ kind: z.literal('drop') }).describe('The connection is closed without an answer.'),
  z.strictObject({ kind: z.literal('delay'), seconds }).describe('The answer is delayed.'),
  z.strictObject({ kind: z.literal('hold') }).describe('The call waits until the fault is withdrawn.'),
  z
    .strictObject({ kind: z.literal('pending'), seconds })
    .describe('Resources that the call creates stay pending.'),
])

const action = text.describe('CreateImage, or ec2:CreateImage if two services share the name.')

const message = {
  headers: z.record(text, text).describe('Without credentials.'),
  body: text.describe('Base64.'),
}

const exchange = z.strictObject({
  request: z.strictObject({ method: text, url: text.describe('Path with query string.'), ...message }),
  response: z.strictObject({ status: z.number(), ...message }).nullable(),
})

const call = z.strictObject({
  time: dateTime.describe('ISO 8601; when the call arrived.'),
  service: text,
  action: text,
  region: text,
  parameters: z.record(text, z.unknown()).describe('Secrets are redacted.'),
  accessKeyId: textOrNull,
  source: text.describe("Address of the caller: the host's or a machine's."),
  status: z.number().nullable().describe('HTTP status; null if a fault dropped the connection.'),
  errorCode: textOrNull,
  durationMilliseconds: z.number(),
  exchange: exchange
    .optional()
    .describe('The call as it was sent and answered, secrets included; with start --record-exchanges.'),
})

/** What each command prints with --json. */
export const documents = {
  start: z.strictObject(sandbox),
  check: z.strictObject({ missing: z.array(text).describe('What this machine lacks for a sandbox.') }),
  status: z.strictObject({
    ...sandbox,
    machines: z.array(z.strictObject({ instanceId: text, imageId: text, address: text, state: text })),
  }),
  env: z.strictObject({
    set: z.record(text, text).describe('Variables to set.'),
    unset: z.array(text).describe('Variables to unset.'),
  }),
  url: z.strictObject({
    stack: text,
    loadBalancers: z.array(
      z.strictObject({
        name: text,
        dnsName: text,
        url: text.describe('Address of its first listener that does not only redirect.'),
      }),
    ),
  }),
  calls: z.array(call),
  fault: z.union([
    z.strictObject({ action, effect, times: z.number().describe('Number of calls.') }),
    z.strictObject({ action }).describe('With --off.'),
  ]),
  sessions: z.union([
    z
      .strictObject({ accessKeyId: text.optional(), ended: z.number().describe('Number of sessions.') })
      .describe('Of sessions end.'),
    z.strictObject({ seconds: seconds.optional() }).describe('Of sessions limit; no limit without seconds.'),
  ]),
  'mfa-code': z.strictObject({ serial: text, code: text }),
  'web-identity-token': z.strictObject({
    issuer: text,
    audience: text,
    subject: text,
    lasts: seconds,
    token: text,
  }),
  'sso-token': z
    .strictObject({
      startUrl: text,
      region: text,
      accessToken: text,
      expiresAt: dateTime,
      clientId: text,
      clientSecret: text,
      registrationExpiresAt: dateTime,
      refreshToken: text,
    })
    .describe('What "aws sso login" writes to ~/.aws/sso/cache.'),
  push: z.strictObject({
    schemaVersion: z.literal(1),
    repository: text,
    tag: text,
    digest: text.describe('Of the manifest: sha256:…'),
    created: z.boolean().describe('Whether the repository was created.'),
  }),
  reset: z.strictObject({ stateFolder: text }),
  stop: z.strictObject({ stateFolder: text, stopped: z.boolean().describe('False if none was running.') }),
} as const

/** Types of the documents, by command. */
export type Documents = {
  readonly [Command in keyof typeof documents]: Immutable<z.infer<(typeof documents)[Command]>>
}

type Immutable<Value> = Value extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
    : Value
