import type { Base } from '../settings.ts'
import type { Rule } from './rule.ts'

const longestName = 128
const runIdLength = 'YYYYMMDD-HHMMSS-xxxx'.length

export const nameRule: Rule = ({ name, base }, image) => {
  const longest = name
    .replaceAll('{image}', image)
    .replaceAll('{release}', 'x'.repeat(releaseLength(base)))
    .replaceAll('{runId}', 'x'.repeat(runIdLength)).length
  if (longest <= longestName) return []
  return [
    {
      code: 'NAME_PATTERN',
      path: ['name'],
      problem: `${longest} characters when filled in`,
      hint: `Shorten it by ${longest - longestName}: EC2 takes ${longestName}.`,
      against: [['base']],
    },
  ]
}

/** An own AMI without a release is called by its id. */
function releaseLength(base: Base): number {
  if (base.kind === 'release') return base.release.length
  return base.kind === 'ami' ? 'ami-0123456789abcdef0'.length : '2023.0.20261022'.length
}
