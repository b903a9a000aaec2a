import { type Check, failed, passed, reportsOf } from '../probe.ts'

/** The checks that the instance makes of itself. */
export const inside: Check = {
  name: 'inside',
  needs: ['boot', 'agent'],
  limitSeconds: 180,
  async run(probe) {
    return probe.await(
      async () => {
        const [report] = await reportsOf(probe)
        if (!report?.isComplete) return undefined
        probe.found.boot = report.boot
        const checks = report.checks.filter(({ name }) => !name.startsWith('own:'))
        const wrong = checks.filter(({ ok }) => !ok)
        return wrong.length === 0
          ? passed(checks.map(({ name }) => name).join(', '))
          : failed(wrong.map(({ detail }) => detail).join('; '))
      },
      async () => failed('the instance has not reported its checks on the console'),
    )
  },
}

/** A check script of the project. */
export function ownCheck(name: string): Check {
  const ownName = `own:${name}` as const
  return {
    name: ownName,
    needs: ['boot', 'agent'],
    limitSeconds: 180,
    async run(probe) {
      return probe.await(
        async () => {
          const [report] = await reportsOf(probe)
          const found = report?.checks.find(check => check.name === ownName)
          if (found === undefined) return report?.isComplete ? failed('the script did not run') : undefined
          return found.ok ? passed('exit status 0') : failed(found.detail)
        },
        async () => failed('the instance has not reported the script on the console'),
      )
    },
  }
}
