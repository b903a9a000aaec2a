import { ToolError } from '../../errors/tool-error.ts'
import { text } from './check.ts'

/** Only the form is checked here: which regions exist, EC2 knows. */
const regionPattern = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/

export const region = text(regionPattern, 'Use a region name such as eu-central-1.')

/** For a region from the command line or the environment. Throws ToolError REGION_UNKNOWN. */
export function assertRegion(name: string): string {
  if (regionPattern.test(name)) return name
  throw new ToolError('REGION_UNKNOWN', `"${name}" is no name of an AWS region`, {
    hint: 'Use a region name such as eu-central-1; it comes from --region, AWS_REGION, AWS_DEFAULT_REGION or the profile.',
    exitStatus: 2,
  })
}
