import { describeFaults } from './describe-faults.ts'

describeFaults('a volume or its key', [
  [
    'a size that is text',
    ['dataVolume: {size: big}'],
    { at: '3:24', code: 'VALUE_TYPE', key: 'dataVolume.size', what: '"big"', hint: 'GiB' },
  ],
  [
    'a size of zero',
    ['dataVolume: {size: 0}'],
    { at: '3:24', code: 'VALUE_RANGE', key: 'dataVolume.size', what: 'is 0', hint: 'GiB' },
  ],
  [
    'a size with a fraction',
    ['dataVolume: {size: 22.5}'],
    { at: '3:24', code: 'VALUE_TYPE', key: 'dataVolume.size', what: '22.5', hint: 'whole number' },
  ],
  [
    'a data volume that is a word',
    ['dataVolume: small'],
    { at: '3:17', code: 'VALUE_TYPE', key: 'dataVolume', what: '"small"', hint: 'none' },
  ],
  [
    'a root volume below the base',
    ['rootVolume: {size: 8}'],
    { at: '3:24', code: 'VOLUME_SETTING', key: 'rootVolume.size', what: '30 GiB', hint: '30 or more' },
  ],
  [
    'a root volume that cannot boot',
    ['rootVolume: {type: st1, size: 200}'],
    { at: '3:24', code: 'VOLUME_SETTING', key: 'rootVolume.type', what: 'cannot boot', hint: 'gp3' },
  ],
  [
    'IOPS with gp2',
    ['dataVolume: {type: gp2, iops: 4000}'],
    {
      at: '3:35',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.iops',
      what: 'gp2 does not support it',
      hint: 'Remove it',
    },
  ],
  [
    'io2 without IOPS',
    ['dataVolume: {type: io2}'],
    { at: '3:5', code: 'VOLUME_SETTING', key: 'dataVolume.iops', what: 'missing', hint: 'iops: 1000' },
  ],
  [
    'too many IOPS for the size',
    ['dataVolume: {type: io1, iops: 5000}'],
    { at: '3:35', code: 'VOLUME_SETTING', key: 'dataVolume.iops', what: '22 GiB', hint: 'at most 1100' },
  ],
  [
    'too few IOPS for gp3',
    ['dataVolume: {iops: 100}'],
    { at: '3:24', code: 'VOLUME_SETTING', key: 'dataVolume.iops', what: 'gp3', hint: '3000 to 16000' },
  ],
  [
    'more IOPS than Packer creates with gp3',
    ['dataVolume: {size: 100, iops: 20000}'],
    {
      at: '3:35',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.iops',
      what: 'outside the range of gp3',
      hint: '3000 to 16000',
    },
  ],
  [
    'more IOPS for its size than Packer creates with io2',
    ['dataVolume: {type: io2, size: 10, iops: 6000}'],
    { at: '3:45', code: 'VOLUME_SETTING', key: 'dataVolume.iops', what: '10 GiB', hint: '500 per GiB' },
  ],
  [
    'throughput beyond the IOPS',
    ['dataVolume: {throughput: 1000}'],
    {
      at: '3:30',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.throughput',
      what: '3000 IOPS',
      hint: 'iops: 4000',
    },
  ],
  [
    'throughput with io1',
    ['dataVolume: {type: io1, iops: 100, throughput: 200}'],
    {
      at: '3:52',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.throughput',
      what: 'io1 does not support it',
      hint: 'gp3',
    },
  ],
  [
    'st1 at its default size',
    ['dataVolume: {type: st1}'],
    {
      at: '3:5',
      code: 'VOLUME_SETTING',
      key: 'dataVolume.size',
      what: '22 (the default)',
      hint: '125 to 16384',
    },
  ],
  [
    'a mount point of the system',
    ['dataVolume: {mountPoint: /var/lib/docker}'],
    {
      at: '3:30',
      code: 'MOUNT_POINT_RESERVED',
      key: 'dataVolume.mountPoint',
      what: '/var/lib/docker',
      hint: '/data',
    },
  ],
  [
    'a mount point that climbs',
    ['dataVolume: {mountPoint: /data/../etc}'],
    {
      at: '3:30',
      code: 'VALUE_FORMAT',
      key: 'dataVolume.mountPoint',
      what: '/data/../etc',
      hint: 'absolute',
    },
  ],
  [
    'a key for a volume in the clear',
    ['rootVolume: {encrypted: false, kmsKey: alias/x}'],
    { at: '3:44', code: 'VOLUME_KEY', key: 'rootVolume.kmsKey', what: 'alias/x', hint: 'encrypted: true' },
  ],
  [
    'a key that is none',
    ['rootVolume: {kmsKey: mine}'],
    { at: '3:26', code: 'VALUE_FORMAT', key: 'rootVolume.kmsKey', what: '"mine"', hint: 'alias/NAME' },
  ],
  [
    'a key for a region without a copy',
    ['dataVolume: {kmsKeys: {eu-west-1: alias/x}}'],
    { at: '3:39', code: 'COPY_KEY', key: 'dataVolume.kmsKeys.eu-west-1', what: 'not copied', hint: 'copyTo' },
  ],
  [
    'two keys for one copy',
    ['copyTo: [eu-west-1]', 'rootVolume: {kmsKeys: {eu-west-1: alias/x}}'],
    {
      at: '4:39',
      code: 'COPY_KEY',
      key: 'rootVolume.kmsKeys.eu-west-1',
      what: 'dataVolume has a different key or none',
      hint: 'same key',
    },
  ],
  [
    'two keys where copies have a key',
    [
      'copyTo: [eu-west-1]',
      'rootVolume: {kmsKey: alias/a, kmsKeys: {eu-west-1: alias/x}}',
      'dataVolume: {kmsKey: alias/b, kmsKeys: {eu-west-1: alias/x}}',
    ],
    {
      at: '5:26',
      code: 'COPY_KEY',
      key: 'dataVolume.kmsKey',
      what: 'rootVolume has a different key or none',
      hint: 'same kmsKey',
    },
  ],
  [
    'a volume in the clear where copies have a key',
    ['copyTo: [eu-west-1]', 'rootVolume: {kmsKeys: {eu-west-1: alias/x}}', 'dataVolume: {encrypted: false}'],
    { at: '5:29', code: 'COPY_KEY', key: 'dataVolume.encrypted', what: 'false', hint: 'Encrypt all' },
  ],
  [
    'a further volume without a mount point',
    ['volumes: [{size: 50}]'],
    { at: '3:15', code: 'KEY_MISSING', key: 'volumes[0].mountPoint', what: 'missing', hint: 'mountPoint' },
  ],
  [
    'a further volume without a size',
    ['volumes: [{mountPoint: /srv}]'],
    { at: '3:15', code: 'KEY_MISSING', key: 'volumes[0].size', what: 'missing', hint: 'size' },
  ],
  [
    'a further volume of a size that its type does not have',
    ['volumes: [{mountPoint: /srv, size: 50, type: st1}]'],
    { at: '3:40', code: 'VOLUME_SETTING', key: 'volumes[0].size', what: 'is 50', hint: '125 to 16384' },
  ],
  [
    'a further volume on a folder of the system',
    ['volumes: [{mountPoint: /var/lib/ecs, size: 50}]'],
    {
      at: '3:28',
      code: 'MOUNT_POINT_RESERVED',
      key: 'volumes[0].mountPoint',
      what: '/var/lib/ecs',
      hint: '/data',
    },
  ],
  [
    'a further volume where the data volume is',
    ['volumes: [{mountPoint: /data, size: 50}]'],
    {
      at: '3:28',
      code: 'MOUNT_POINT_TAKEN',
      key: 'volumes[0].mountPoint',
      what: 'dataVolume is mounted on /data',
      hint: 'separate folders',
    },
  ],
  [
    'a further volume inside another one',
    ['volumes: [{mountPoint: /srv/a, size: 50}, {mountPoint: /srv/a/b, size: 50}]'],
    {
      at: '3:60',
      code: 'MOUNT_POINT_TAKEN',
      key: 'volumes[1].mountPoint',
      what: 'volumes[0] is mounted on /srv/a',
      hint: 'separate folders',
    },
  ],
  [
    'a further volume without the key of a copy',
    [
      'copyTo: [eu-west-1]',
      'rootVolume: {kmsKeys: {eu-west-1: alias/x}}',
      'dataVolume: none',
      'volumes: [{mountPoint: /srv, size: 50}]',
    ],
    {
      at: '4:39',
      code: 'COPY_KEY',
      key: 'rootVolume.kmsKeys.eu-west-1',
      what: 'volumes[0] has a different key or none',
      hint: 'volumes[0].kmsKeys',
    },
  ],
  [
    'a further volume that is shared with the default key',
    [
      'shareWith: {accounts: ["123456789012"]}',
      'rootVolume: {kmsKey: alias/own}',
      'dataVolume: none',
      'volumes: [{mountPoint: /srv, size: 50}]',
    ],
    {
      at: '6:15',
      code: 'SHARE_NEEDS_KEY',
      key: 'volumes[0].kmsKey',
      what: 'shared',
      hint: 'customer managed key',
    },
  ],
  [
    'sharing with the default key',
    ['dataVolume: none', 'shareWith: {accounts: ["123456789012"]}'],
    {
      at: '2:3',
      code: 'SHARE_NEEDS_KEY',
      key: 'rootVolume.kmsKey',
      what: 'shared',
      hint: 'customer managed key',
    },
  ],
  [
    'sharing with aws/ebs by name',
    ['dataVolume: none', 'shareWith: {accounts: ["123456789012"]}', 'rootVolume: {kmsKey: alias/aws/ebs}'],
    {
      at: '5:26',
      code: 'SHARE_NEEDS_KEY',
      key: 'rootVolume.kmsKey',
      what: 'alias/aws/ebs',
      hint: 'customer managed key',
    },
  ],
  [
    'an account without quotes',
    ['shareWith: {accounts: [012345678901]}'],
    { at: '3:28', code: 'VALUE_TYPE', key: 'shareWith.accounts[0]', what: '12345678901', hint: 'in quotes' },
  ],
])
