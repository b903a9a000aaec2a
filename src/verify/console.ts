/** What cfn/verify/instance.sh reports about one boot of the instance. */
export interface BootReport {
  readonly boot: string
  /** Null until it is reported. */
  readonly facts: InstanceVersions | null
  readonly checks: readonly InsideCheck[]
  /** Everything of this boot is reported. */
  readonly isComplete: boolean
}

/** Empty where the instance does not know it. */
export interface InstanceVersions {
  readonly kernel: string
  readonly docker: string
  readonly agent: string
}

export interface InsideCheck {
  /** E.g. `docker` or `own:app`. */
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

const mark = 'PACKER-ECS-VERIFY '

/** The reports in a console, by boot, oldest first. A broken line is skipped: each one is written twice. */
export function bootReports(console: string): BootReport[] {
  const reports = new Map<string, BootReport>()
  for (const line of console.split('\n')) {
    const start = line.indexOf(mark)
    const found = start === -1 ? undefined : parse(line.slice(start + mark.length))
    if (found === undefined) continue
    const { boot } = found
    const before = reports.get(boot) ?? { boot, facts: null, checks: [], isComplete: false }
    reports.set(boot, withLine(before, found))
  }
  return [...reports.values()]
}

type Fields = Readonly<Record<string, unknown>> & { readonly boot: string }

function parse(text: string): Fields | undefined {
  try {
    const found: unknown = JSON.parse(text.trim())
    if (typeof found !== 'object' || found === null) return undefined
    const fields = found as Record<string, unknown>
    return typeof fields.boot === 'string' ? { ...fields, boot: fields.boot } : undefined
  } catch {
    return undefined
  }
}

function withLine(report: BootReport, line: Fields): BootReport {
  const text = (name: string) => (typeof line[name] === 'string' ? line[name] : '')
  switch (line.kind) {
    case 'facts':
      return { ...report, facts: { kernel: text('kernel'), docker: text('docker'), agent: text('agent') } }
    case 'check': {
      const check = { name: text('name'), ok: line.ok === true, detail: text('detail') }
      return { ...report, checks: [...report.checks.filter(({ name }) => name !== check.name), check] }
    }
    case 'end':
      return { ...report, isComplete: true }
    default:
      return report
  }
}
