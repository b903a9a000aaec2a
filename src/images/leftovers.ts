import type { Ec2 } from '../aws/ec2.ts'
import type { Leftover } from './document.ts'
import { tagKeys } from './tags.ts'

/** What still carries this run's tag, in every region of the plan. */
export async function leftoversOf(
  runId: string,
  regions: readonly string[],
  ec2: (region: string) => Promise<Ec2>,
): Promise<Leftover[]> {
  const found = await Promise.all(
    regions.map(async region => {
      const resources = await (await ec2(region)).taggedWith(tagKeys.run, runId)
      return resources.map(({ id, type }) => ({ region, type, id }))
    }),
  )
  return found.flat()
}
