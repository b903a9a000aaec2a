import { isIP } from 'node:net'
import { z } from 'zod'
import { listOf, type Refusal, refuse, strict, text } from './check.ts'

export const network = strict({
  vpc: resourceId('vpc')
    .optional()
    .describe('VPC of the build instance. Default: the one of the subnet, or the default VPC.'),
  subnet: resourceId('subnet').optional().describe('Subnet of the build instance.'),
  subnetFilter: z
    .record(
      text(/^(?:tag:.{1,128}|[a-z][a-z.-]*)$/, 'Use a filter of DescribeSubnets, e.g. "tag:Class".'),
      z.string(),
    )
    .refine(filters => Object.keys(filters).length > 0, 'Name at least one filter, e.g. "tag:Class": build.')
    .optional()
    .describe(
      'Finds the subnet by DescribeSubnets filters, e.g. "tag:Class": build. Not together with subnet.',
    ),
  securityGroups: listOf(resourceId('sg'))
    .default([])
    .describe('Own security groups. Default: a temporary one that lets the caller in.'),
  publicAddress: z
    .boolean()
    .optional()
    .describe('Whether the build instance gets a public address. Default: as the subnet says.'),
  ssh: z
    .enum(['public', 'private', 'session-manager'])
    .default('public')
    .describe(
      'How Packer reaches the build instance: its public address, its private one, or Session Manager.',
    ),
  sourceCidrs: listOf(z.string().superRefine(refuse(cidrFault)))
    .min(1, 'Name at least one CIDR, or remove the key.')
    .optional()
    .describe(
      "CIDRs that the temporary security group opens ssh to. Default: the caller's own address. 0.0.0.0/0 only when written here.",
    ),
})
  .prefault({})
  .describe('Where the build instance runs and how Packer reaches it.')

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
    problem: 'which is no CIDR',
    hint: 'Use an address and a prefix length, e.g. 203.0.113.7/32.',
  }
}
