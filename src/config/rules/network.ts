import type { Conflict, Rule } from './rule.ts'

export const networkRule: Rule = ({ network }) => {
  const { vpc, subnet, subnetFilter, securityGroups, sourceCidrs, ssh, publicAddress } = network
  const conflicts: Conflict[] = []
  const add = (setting: string, other: string, problem: string, hint: string, why?: string) =>
    conflicts.push({
      code: 'NETWORK_CONFLICT',
      path: ['network', setting],
      problem,
      ...(why === undefined ? {} : { why }),
      hint,
      against: [['network', other]],
    })

  if (subnet !== null && subnetFilter !== null) {
    add('subnetFilter', 'subnet', 'but subnet is also set', 'Remove subnet or subnetFilter.')
  }
  if (vpc !== null && subnet === null && subnetFilter === null) {
    const why = 'Packer refuses a VPC without a subnet, because only the default VPC has a default subnet.'
    add('vpc', 'subnet', 'but subnet and subnetFilter are not set', 'Set subnet or subnetFilter.', why)
  }
  if (ssh === 'private' && sourceCidrs === null && securityGroups.length === 0) {
    const why =
      'The temporary security group would only allow your public address. To the private address you connect from a private one, for example through a VPN.'
    const hint =
      'Set sourceCidrs to the addresses that you connect from, e.g. [10.0.0.0/8], or set securityGroups.'
    add('ssh', 'sourceCidrs', 'but sourceCidrs and securityGroups are not set', hint, why)
  }
  if (ssh === 'public' && publicAddress === false) {
    const hint = 'Use "ssh: private" or "ssh: session-manager", or set "publicAddress: true".'
    add('publicAddress', 'ssh', 'but ssh is "public"', hint)
  }
  if (sourceCidrs !== null && securityGroups.length > 0) {
    const hint = 'Remove it: your security groups control access to the instance.'
    add('sourceCidrs', 'securityGroups', 'but there is no temporary security group', hint)
  } else if (sourceCidrs !== null && ssh === 'session-manager') {
    add('sourceCidrs', 'ssh', 'but Session Manager needs no open port', 'Remove it.')
  }
  return conflicts
}
