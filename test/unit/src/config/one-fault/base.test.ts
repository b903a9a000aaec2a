import { describeFaults } from './describe-faults.ts'

describeFaults('a base AMI, a key or a platform', [
  [
    'Amazon Linux 2',
    ['base: al2'],
    { at: '3:11', code: 'BASE_NOT_SUPPORTED', key: 'base', what: '"al2"', hint: 'al2023' },
  ],
  [
    'Amazon Linux 2 by its parameter',
    ['base: amazon-linux-2/recommended'],
    {
      at: '3:11',
      code: 'BASE_NOT_SUPPORTED',
      key: 'base',
      what: 'amazon-linux-2',
      hint: 'docs/migrating.md',
    },
  ],
  [
    'Amazon Linux 1',
    ['base: al1'],
    { at: '3:11', code: 'BASE_NOT_SUPPORTED', key: 'base', what: '"al1"', hint: 'al2023' },
  ],
  [
    'an unknown base',
    ['base: debian'],
    { at: '3:11', code: 'VALUE_FORMAT', key: 'base', what: '"debian"', hint: 'ami-' },
  ],
  [
    'a base of another kind',
    ['base: 2023'],
    { at: '3:11', code: 'VALUE_TYPE', key: 'base', what: '2023', hint: 'al2023' },
  ],
  [
    'a release that is none',
    ['base: {release: latest}'],
    { at: '3:21', code: 'VALUE_FORMAT', key: 'base.release', what: '"latest"', hint: '2023.0.20261022' },
  ],
  [
    'a mistyped key',
    ['timezon: UTC'],
    { at: '3:5', code: 'KEY_UNKNOWN', key: 'timezon', what: 'timezon', hint: 'Did you mean "timezone"?' },
  ],
  [
    'a key unlike any other',
    ['logs: {colour: red}'],
    {
      at: '3:12',
      code: 'KEY_UNKNOWN',
      key: 'logs.colour',
      what: 'colour',
      hint: 'Use groups, files or retentionDays.',
    },
  ],
  [
    'a key without a value',
    ['timezone:'],
    { at: '3:5', code: 'VALUE_EMPTY', key: 'timezone', what: 'no value', hint: 'remove the line' },
  ],
  [
    'a missing key',
    ['scripts:', '  - after: storage'],
    { at: '4:9', code: 'KEY_MISSING', key: 'scripts[0].path', what: 'missing', hint: 'Add "path"' },
  ],
  [
    'an unknown time zone',
    ['timezone: Europe/Viena'],
    { at: '3:15', code: 'TIMEZONE_UNKNOWN', key: 'timezone', what: '"Europe/Viena"', hint: 'Europe/Vienna' },
  ],
  [
    'a time zone in the wrong case',
    ['timezone: utc'],
    { at: '3:15', code: 'TIMEZONE_UNKNOWN', key: 'timezone', what: '"utc"', hint: 'UTC' },
  ],
  [
    'an offset as time zone',
    ['timezone: "+01:00"'],
    { at: '3:15', code: 'TIMEZONE_UNKNOWN', key: 'timezone', what: '+01:00', hint: 'Europe/Vienna' },
  ],
  [
    'an unknown architecture',
    ['architecture: arm'],
    { at: '3:19', code: 'VALUE_NOT_ALLOWED', key: 'architecture', what: '"arm"', hint: 'x86_64 or arm64' },
  ],
  [
    'arm64 on an x86 type',
    ['architecture: arm64', 'instanceType: t3.large'],
    {
      at: '4:19',
      code: 'INSTANCE_TYPE_ARCHITECTURE',
      key: 'instanceType',
      what: 't3.large',
      hint: 't4g.medium',
    },
  ],
  [
    'x86 on a Graviton type',
    ['instanceType: m7gd.large'],
    { at: '3:19', code: 'INSTANCE_TYPE_ARCHITECTURE', key: 'instanceType', what: 'arm64', hint: 't3.medium' },
  ],
  [
    'x86 on a1',
    ['instanceType: a1.large'],
    {
      at: '3:19',
      code: 'INSTANCE_TYPE_ARCHITECTURE',
      key: 'instanceType',
      what: 'a1.large',
      hint: 'architecture: arm64',
    },
  ],
])
