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
      problem: `which has up to ${longest} characters with its placeholders replaced`,
      hint: `Shorten it by ${longest - longestName} characters: EC2 allows ${longestName}.`,
      against: [['base']],
    },
  ]
}

/** For an AMI without a release, the placeholder is replaced by its id. */
function releaseLength(base: Base): number {
  if (base.kind === 'release') return base.release.length
  return base.kind === 'ami' ? 'ami-0123456789abcdef0'.length : '2023.0.20261022'.length
}
