import { describeFaults } from './describe-faults.ts'

describeFaults('a name or a tag', [
  [
    'a name without run id',
    ['name: "{image}"'],
    { at: '3:11', code: 'NAME_PATTERN', key: 'name', what: 'does not have {runId}', hint: '{image}-{runId}' },
  ],
  [
    'a name with an unknown placeholder',
    ['name: "{date}-{runId}"'],
    { at: '3:11', code: 'NAME_PATTERN', key: 'name', what: '{date}', hint: '{release}' },
  ],
  [
    'a name with a character EC2 refuses',
    ['name: "a:{runId}"'],
    { at: '3:11', code: 'NAME_PATTERN', key: 'name', what: '":"', hint: 'letters' },
  ],
  [
    'a name that grows too long',
    [`name: "${'a'.repeat(110)}{runId}"`],
    { at: '3:11', code: 'NAME_PATTERN', key: 'name', what: '130 characters', hint: 'Shorten it by 2' },
  ],
  [
    'a time for the AMI that is shorter than a wait of Packer',
    ['amiTimeoutMinutes: 9'],
    { at: '3:24', code: 'VALUE_RANGE', key: 'amiTimeoutMinutes', what: '9', hint: '10' },
  ],
  [
    'a time for the AMI after which clean would not wait for the bake',
    ['amiTimeoutMinutes: 541'],
    { at: '3:24', code: 'VALUE_RANGE', key: 'amiTimeoutMinutes', what: '541', hint: '540' },
  ],
  [
    'a template mark in a value',
    ['tags: {a: "{{timestamp}}"}'],
    { at: '3:15', code: 'VALUE_TEMPLATE', key: 'tags.a', what: '{{', hint: 'Remove' },
  ],
  [
    'a template mark in a key',
    ['tags: {"{{x}}": a}'],
    { at: '3:12', code: 'VALUE_TEMPLATE', key: 'tags["{{x}}"]', what: 'key', hint: 'Remove' },
  ],
  [
    'a tag of AWS',
    ['tags: {"AWS:x": a}'],
    { at: '3:12', code: 'TAG_RESERVED', key: 'tags["AWS:x"]', what: 'AWS', hint: 'another key' },
  ],
  [
    'a tag of the tool',
    ['tags: {"packer-ecs:run": a}'],
    {
      at: '3:12',
      code: 'TAG_RESERVED',
      key: 'tags["packer-ecs:run"]',
      what: 'packer-ecs',
      hint: 'another key',
    },
  ],
  [
    'the tag Name',
    ['tags: {Name: a}'],
    { at: '3:12', code: 'TAG_RESERVED', key: 'tags.Name', what: 'Name', hint: '"name"' },
  ],
  [
    'a tag that is a number',
    ['tags: {cost: 0123}'],
    { at: '3:18', code: 'VALUE_TYPE', key: 'tags.cost', what: '123', hint: 'quotes' },
  ],
  [
    'a tag key that is too long',
    [`tags: {${'x'.repeat(129)}: a}`],
    { at: '3:12', code: 'VALUE_FORMAT', key: `tags.${'x'.repeat(129)}`, what: 'tag key', hint: '128' },
  ],
  [
    'a tag that is too long',
    [`tags: {a: ${'x'.repeat(257)}}`],
    { at: '3:15', code: 'VALUE_RANGE', key: 'tags.a', what: '(257 characters)', hint: '256' },
  ],
  [
    'too many tags',
    ['tags:', ...Array.from({ length: 38 }, (_, index) => `  t${index}: x`)],
    { at: '3:5', code: 'VALUE_NOT_ALLOWED', key: 'tags', what: 'a map', hint: '30' },
  ],
])
