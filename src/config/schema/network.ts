import { isIP } from 'node:net'
import { z } from 'zod'
import { listOf, type Refusal, refuse, strict, text } from './check.ts'

export const network = strict({
  vpc: resourceId('vpc')
    .optional()
    .describe('VPC of the build instance. Default: the VPC of the subnet, or the default VPC.'),
  subnet: resourceId('subnet').optional().describe('Subnet of the build instance.'),
  subnetFilter: z
    .record(
      text(/^(?:tag:.{1,128}|[a-z][a-z.-]*)$/, 'Use a DescribeSubnets filter, e.g. "tag:Class".'),
      z.string(),
    )
    .refine(filters => Object.keys(filters).length > 0, 'Set at least one filter, e.g. "tag:Class": build.')
    .optional()
    .describe(
      'DescribeSubnets filters that find the subnet, e.g. "tag:Class": build. Cannot be used together with subnet.',
    ),
  securityGroups: listOf(resourceId('sg'))
    .default([])
    .describe(
      'Security groups of the build instance. Default: a temporary one that allows SSH from your address.',
    ),
  publicAddress: z
    .boolean()
    .optional()
    .describe("Whether the build instance gets a public IP address. Default: the subnet's setting."),
  ssh: z
    .enum(['public', 'private', 'session-manager'])
    .default('public')
    .describe(
      'How Packer connects to the build instance: by its public address, its private address, or Session Manager.',
    ),
  sourceCidrs: listOf(z.string().superRefine(refuse(cidrFault)))
    .min(1, 'Set at least one CIDR, or remove the key.')
    .optional()
    .describe(
      'CIDRs that the temporary security group allows SSH from. Default: your public address. Required for "ssh: private" without securityGroups.',
    ),
  instanceProfile: text(
    /^[\w+=,.@-]{1,128}$/,
    'Use the name of an instance profile, e.g. image-builder; not its ARN.',
  )
    .optional()
    .describe(
      'Name of the instance profile of the build instance, for scripts that call AWS. Default: none; for Session Manager, a temporary one.',
    ),
})
  .prefault({})
  .describe('Where the build instance runs and how Packer connects to it.')

function resourceId(prefix: string) {
  return text(
    new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`),
    `Use an id such as ${prefix}-0123456789abcdef0.`,
  )
}

function cidrFault(value: string): Refusal | undefined {
  const [address = '', length = '', ...rest] = value.split('/')
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  if (rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= longest) return undefined
  return {
    code: 'VALUE_FORMAT',
    problem: 'which is not a CIDR',
    hint: 'Use an address and a prefix length, e.g. 203.0.113.7/32.',
  }
}
