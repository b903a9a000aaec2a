import { tailOf, verdictIn } from '../verdict.ts'
import type { EvidenceSources, Findings } from './collector.ts'

type Sources = Pick<EvidenceSources, 'ec2' | 'clock'>

/** The most informative of the consoles: one with a failed verdict, else one with any text, else the first. */
export async function instanceFindings(instanceIds: readonly string[], sources: Sources): Promise<Findings> {
  const found = await Promise.all(
    instanceIds.map(async instanceId => ({ instanceId, console: await readConsole(instanceId, sources) })),
  )
  const best =
    found.find(({ console }) => verdictIn(console)?.result === 'failed') ??
    found.find(({ console }) => console !== '') ??
    found[0]
  const console = best?.console ?? ''
  const verdict = verdictIn(console)
  return {
    cause: verdict === null && withoutDataSource.test(console) ? noDataSource : null,
    instanceId: best?.instanceId ?? null,
    verdict,
    log: verdict?.lastLines ?? tailOf(console),
  }
}

/** Reads the console again after a moment if it has no verdict yet: the latest lines arrive with a delay. */
async function readConsole(instanceId: string, { ec2, clock }: Sources): Promise<string> {
  try {
    const client = await ec2()
    const console = await client.consoleOutput(instanceId)
    if (verdictIn(console) !== null) return console
    await clock.sleep(2000)
    return await client.consoleOutput(instanceId)
  } catch {
    return ''
  }
}

/** cloud-init then runs no user data, and the ECS agent ends for good (amazon-ecs-agent #4988). */
const withoutDataSource = /\bDataSourceNone\b/
const noDataSource = 'cloud-init found no data source (DataSourceNone), so user data did not run'
