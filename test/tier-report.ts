import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface TierReport {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed, or passed on its second try only: the end of a long output is what a person is shown of it. */
  readonly troubles: readonly string[]
}

/** Reads vitest's JSON report of one tier; a report that is not there counts as one failure. */
export function readTierReport(tier: string, file: string): TierReport {
  const report = parseReport(file)
  if (report === undefined)
    return { passed: 0, failed: 1, skipped: 0, troubles: [`${tier} ended without a report`] }
  return {
    passed: report.numPassedTests,
    // A file that could not even be loaded has no failed test.
    failed: report.numFailedTests || report.testResults.filter(({ status }) => status === 'failed').length,
    skipped: report.numPendingTests,
    troubles: report.testResults.flatMap(troublesOf),
  }
}

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
  readonly failureMessages: readonly string[]
}

function parseReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function troublesOf({ name, status, message, assertionResults }: FileReport): string[] {
  const where = relative(process.cwd(), name)
  const tests = assertionResults.filter(({ failureMessages }) => failureMessages.length > 0)
  if (tests.length === 0) return status === 'failed' ? [describe('failed', where, message)] : []
  return tests.map(test =>
    describe(
      test.status === 'failed' ? 'failed' : 'second try',
      `${where}: ${test.fullName}`,
      ...test.failureMessages,
    ),
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
