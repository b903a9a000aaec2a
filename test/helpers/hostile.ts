import fc from 'fast-check'

/** Parts of texts that terminals and CI services act on. */
const weapons = [
  '\u001b[2J',
  '\u001b[31m',
  '\u001b]52;c;cGF5bG9hZA==\u0007',
  '\u001b]8;;https://example.com\u001b\\',
  '\u009b31m',
  '\u009d52;c;x\u009c',
  '\u0000',
  '\b\b\b',
  '\r',
  '\u007f',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u2028',
  '\u{e0041}',
  '\ud800',
  '\t',
  '\n',
  '\r\n',
  '\n::add-mask::x',
  '::set-output name=a::b',
  '\n \t::stop-commands::x',
  '##[error]x',
  '##vso[task.setvariable variable=a]b',
  "##teamcity[buildStop comment='x']",
  '\nFORGED line',
  '\u001b[1000000000;31m',
  'constructor',
  '__proto__',
] as const

/** Text as a stranger would write it. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...weapons) },
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    {
      maxLength: 5,
    },
  )
  .map(parts => parts.join(''))

/** What is dangerous in an output from which the codes of packer-ecs are removed; empty if nothing is. */
export function dangersIn(output: string): string[] {
  const lines = output.split('\n')
  return [
    ...(output.match(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu) ?? []).map(found => JSON.stringify(found)),
    ...lines.filter(line => /^\s*::/.test(line)),
    ...lines.filter(line => /##[a-z]*\[/i.test(line)),
    ...lines.filter(line => line.startsWith('FORGED')),
  ]
}
