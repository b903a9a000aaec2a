import { z } from 'zod'
import { outdatedHint, whyOutdated } from '../outdated.ts'
import { refuse, strict, text } from './check.ts'

export const imageIdPattern = /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/
export const releasePattern = /^2023\.\d+\.\d{8}$/

const how = 'Use al2023, {release: "2023.0.20261022"} or an AMI id (ami-…).'

const named = z
  .string()
  .superRefine(refuse(findFault))
  .meta({ pattern: `^al2023$|${imageIdPattern.source}` })

const pinned = strict({
  release: text(
    releasePattern,
    'Use a release of the ECS-optimized AL2023 AMI, e.g. "2023.0.20261022".',
  ).describe('Release of the ECS-optimized Amazon Linux 2023 AMI, e.g. "2023.0.20261022".'),
})

export const base = z
  .union([named, pinned], how)
  .default('al2023')
  .describe(
    'The base AMI: al2023 (the newest ECS-optimized Amazon Linux 2023 AMI), a pinned release of it, or an AMI id.',
  )

function findFault(value: string) {
  if (value === 'al2023' || imageIdPattern.test(value)) return undefined
  const why = whyOutdated(value)
  if (why !== undefined) return { code: 'BASE_NOT_SUPPORTED', why, hint: outdatedHint }
  return { code: 'VALUE_FORMAT', problem: 'which is not a valid base', hint: how }
}
