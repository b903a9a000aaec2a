import type { Conflict, Rule } from './rule.ts'

export const networkRule: Rule = ({ network }) => {
  const { subnet, subnetFilter, securityGroups, sourceCidrs, ssh, publicAddress } = network
  const conflicts: Conflict[] = []
  const add = (setting: string, other: string, problem: string, hint: string) =>
    conflicts.push({
      code: 'NETWORK_CONFLICT',
      path: ['network', setting],
      problem,
      hint,
      against: [['network', other]],
    })

  if (subnet !== null && subnetFilter !== null) {
    add('subnetFilter', 'subnet', 'but subnet is also set', 'Remove subnet or subnetFilter.')
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
