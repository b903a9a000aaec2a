import { ToolError } from '../../errors/tool-error.ts'
import { text } from './check.ts'

/** Checks the format only. EC2 knows which regions exist. */
const regionPattern = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/

export const region = text(regionPattern, 'Use a region name such as eu-central-1.')

/** For a region from the command line or the environment. Throws ToolError REGION_UNKNOWN. */
export function assertRegion(name: string): string {
  if (regionPattern.test(name)) return name
  throw new ToolError('REGION_UNKNOWN', `"${name}" is not an AWS region name`, {
    hint: 'Use a region name such as eu-central-1. It is set by --region, AWS_REGION, AWS_DEFAULT_REGION or the profile.',
    exitStatus: 2,
  })
}
