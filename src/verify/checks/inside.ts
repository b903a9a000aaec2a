import type { BootReport } from '../console.ts'
import { ownSeconds } from '../own-checks.ts'
import { type Check, type Finding, failed, type Probe, passed, reportsOf, unknown } from '../probe.ts'

/** The checks that the instance makes of itself at each boot. */
const atEachBoot = ['units', 'docker', 'mounts', 'time']

export const inside: Check = {
  name: 'inside',
  needs: ['boot', 'agent'],
  // The first run may still wait for CloudFormation, which does not expect its signal.
  limitSeconds: 180,
  run: probe =>
    awaitChecks(probe, async () => {
      const reports = await reportsOf(probe)
      if (reports.some(({ number }) => number > 1)) return failed('the instance has restarted by itself')
      return ofBoot(reports[0])
    }),
}

/** A check script of the project. */
export function ownCheck(name: string, _: number, all: readonly string[]): Check {
  return {
    name: `own:${name}`,
    needs: ['boot', 'agent', 'inside'],
    limitSeconds: ownSeconds(all.length) + 60,
    run: probe =>
      awaitChecks(probe, async () =>
        findingOf((await reportsOf(probe))[0], [`own:${name}`], () => 'exit status 0'),
      ),
  }
}

function awaitChecks(probe: Probe, look: () => Promise<Finding | undefined>): Promise<Finding> {
  return probe.await(look, async () => unknown('the instance has not reported the check on its console'))
}

/** Undefined while the boot has not reported enough. */
export function ofBoot(report: BootReport | undefined): Finding | undefined {
  return findingOf(report, atEachBoot, () => atEachBoot.join(', '))
}

/** A check passes only if the instance reports it. */
function findingOf(
  report: BootReport | undefined,
  names: readonly string[],
  summary: () => string,
): Finding | undefined {
  if (report === undefined) return undefined
  const reported = report.checks.filter(({ name }) => names.includes(name))
  const wrong = reported.filter(({ ok }) => !ok)
  const missing = names.filter(name => !reported.some(check => check.name === name))
  const notRun = report.ran === null ? [] : missing.filter(name => !report.ran?.includes(name))
  if (notRun.length > 0) return failed(`the instance could not run the check ${notRun.join(', ')}`)
  // Lines may still come, or both copies of one are broken.
  if (missing.length > 0) return undefined
  if (wrong.length > 0) return failed(wrong.map(({ detail }) => detail).join('; '))
  return passed(summary())
}
