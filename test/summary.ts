import type { TierReport } from './tier-report.ts'

/** A machine that others also use may delay a test once or twice; more is a defect. */
const maxSecondTriesInCi = 3
const slowestShown = 20

export interface Summary {
  /** The last one is `N passed, N failed, N skipped`. */
  readonly lines: readonly string[]
  readonly failed: boolean
}

/** The end of a run: time per tier, the slowest tests, what went wrong, and the counts. */
export function summarize(reports: readonly TierReport[], inCi: boolean): Summary {
  const secondTries = sum(reports, ({ secondTries }) => secondTries)
  const excess = inCi && secondTries > maxSecondTriesInCi
  const passed = sum(reports, report => report.passed)
  const failed = sum(reports, report => report.failed) + (excess ? 1 : 0)
  const skipped = sum(reports, report => report.skipped)
  return {
    lines: [
      '\nTime per tier',
      ...reports.map(({ tier, seconds }) => `  ${inMinutes(seconds)}  ${tier}`),
      '\nSlowest tests',
      ...slowest(reports),
      ...reports.flatMap(({ troubles }) => troubles.map(trouble => `\n${trouble}`)),
      '',
      ...(excess
        ? [
            `failed: ${secondTries} tests passed only on their second try; CI allows ${maxSecondTriesInCi}`,
            '',
          ]
        : []),
      `${passed} passed, ${failed} failed, ${skipped} skipped`,
    ],
    failed: failed > 0,
  }
}

function slowest(reports: readonly TierReport[]): string[] {
  return reports
    .flatMap(({ tests }) => tests)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, slowestShown)
    .map(({ name, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${name}`)
}

function sum(reports: readonly TierReport[], count: (report: TierReport) => number): number {
  return reports.reduce((total, report) => total + count(report), 0)
}

function inMinutes(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${String(minutes).padStart(3)} m ${String(Math.floor(seconds % 60)).padStart(2)} s`
}
