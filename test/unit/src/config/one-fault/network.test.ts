import { describeFaults } from './describe-faults.ts'

describeFaults('a network or a region', [
  [
    'two ways to a subnet',
    ['network:', '  subnet: subnet-12345678', '  subnetFilter: {"tag:a": b}'],
    {
      at: '5:7',
      code: 'NETWORK_CONFLICT',
      key: 'network.subnetFilter',
      what: 'also set',
      hint: 'Remove subnet or subnetFilter',
    },
  ],
  [
    'public ssh without an address',
    ['network: {publicAddress: false}'],
    {
      at: '3:30',
      code: 'NETWORK_CONFLICT',
      key: 'network.publicAddress',
      what: 'false',
      hint: 'ssh: private',
    },
  ],
  [
    'private ssh that only the public address of the caller could use',
    ['network: {ssh: private}'],
    {
      at: '3:20',
      code: 'NETWORK_CONFLICT',
      key: 'network.ssh',
      what: 'sourceCidrs and securityGroups are not set',
      hint: '10.0.0.0/8',
    },
  ],
  [
    'a VPC without a subnet',
    ['network: {vpc: vpc-12345678}'],
    { at: '3:20', code: 'NETWORK_CONFLICT', key: 'network.vpc', what: 'subnet', hint: 'subnetFilter' },
  ],
  [
    'the ARN of an instance profile',
    ['network: {instanceProfile: "arn:aws:iam::123456789012:instance-profile/builder"}'],
    { at: '3:32', code: 'VALUE_FORMAT', key: 'network.instanceProfile', what: 'arn:', hint: 'name' },
  ],
  [
    'CIDRs beside own groups',
    ['network: {securityGroups: [sg-12345678], sourceCidrs: [10.0.0.0/8]}'],
    { at: '3:46', code: 'NETWORK_CONFLICT', key: 'network.sourceCidrs', what: 'temporary', hint: 'Remove' },
  ],
  [
    'CIDRs with Session Manager',
    ['network: {ssh: session-manager, sourceCidrs: [10.0.0.0/8]}'],
    {
      at: '3:37',
      code: 'NETWORK_CONFLICT',
      key: 'network.sourceCidrs',
      what: 'Session Manager',
      hint: 'Remove',
    },
  ],
  [
    'a CIDR that is none',
    ['network: {sourceCidrs: [10.0.0.0/33]}'],
    { at: '3:29', code: 'VALUE_FORMAT', key: 'network.sourceCidrs[0]', what: '10.0.0.0/33', hint: '/32' },
  ],
  [
    'a subnet that is none',
    ['network: {subnet: mine}'],
    { at: '3:23', code: 'VALUE_FORMAT', key: 'network.subnet', what: '"mine"', hint: 'subnet-' },
  ],
  [
    'a region that is none',
    ['copyTo: [Frankfurt]'],
    { at: '3:14', code: 'VALUE_FORMAT', key: 'copyTo[0]', what: '"Frankfurt"', hint: 'eu-central-1' },
  ],
])
