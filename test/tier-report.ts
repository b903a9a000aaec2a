import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface TierReport {
  readonly tier: string
  readonly seconds: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Tests that passed only on their second try. */
  readonly secondTries: number
  /** What failed or passed only on its second try, with the messages. */
  readonly troubles: readonly string[]
  readonly tests: readonly TimedTest[]
}

export interface TimedTest {
  /** `FILE: TEST`. */
  readonly name: string
  readonly seconds: number
}

/** Reads vitest's JSON report of one tier. A missing report counts as one failure. */
export function readTierReport(tier: string, file: string, seconds: number): TierReport {
  const report = parseReport(file)
  if (report === undefined)
    return { ...noTests, tier, seconds, failed: 1, troubles: [`${tier} ended without a report`] }
  const tests = report.testResults.flatMap(testsOf)
  return {
    tier,
    seconds,
    passed: report.numPassedTests,
    // A file that cannot be loaded has no failed test.
    failed: report.numFailedTests || report.testResults.filter(({ status }) => status === 'failed').length,
    skipped: report.numPendingTests,
    secondTries: tests.filter(({ result }) => isSecondTry(result)).length,
    troubles: report.testResults.flatMap(troublesOf),
    tests: tests.map(({ name, result }) => ({ name, seconds: (result.duration ?? 0) / 1000 })),
  }
}

const noTests = { passed: 0, skipped: 0, secondTries: 0, tests: [] }

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly FileReport[]
}

interface FileReport {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly TestResult[]
}

interface TestResult {
  readonly fullName: string
  readonly status: string
  /** Milliseconds. */
  readonly duration?: number | null
  readonly failureMessages: readonly string[]
}

function parseReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function testsOf({ name, assertionResults }: FileReport) {
  const file = relative(process.cwd(), name)
  return assertionResults.map(result => ({ name: `${file}: ${result.fullName}`, result }))
}

function isSecondTry({ status, failureMessages }: TestResult): boolean {
  return status === 'passed' && failureMessages.length > 0
}

function troublesOf(report: FileReport): string[] {
  const { name, status, message } = report
  const tests = testsOf(report).filter(({ result }) => result.failureMessages.length > 0)
  if (tests.length === 0)
    return status === 'failed' ? [describe('failed', relative(process.cwd(), name), message)] : []
  return tests.map(test =>
    describe(isSecondTry(test.result) ? 'second try' : 'failed', test.name, ...test.result.failureMessages),
  )
}

const maxLines = 8

function describe(verdict: string, where: string, ...messages: string[]): string {
  const lines = messages.flatMap(message => {
    const own = stripVTControlCharacters(message)
      .split('\n')
      .filter(line => !/ at .*(node_modules|new Promise)/.test(line))
    return own.slice(0, maxLines)
  })
  return [`${verdict}  ${where}`, ...lines.map(line => `    ${line.slice(0, 300)}`)].join('\n')
}
