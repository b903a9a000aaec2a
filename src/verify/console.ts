/** What cfn/verify/instance.sh reports about one boot of the instance. */
export interface BootReport {
  /** 1 for the first boot. */
  readonly number: number
  /** Null until it is reported. */
  readonly facts: InstanceFacts | null
  readonly checks: readonly InsideCheck[]
  /** Names of the checks that ran at this boot; null until all have. */
  readonly ran: readonly string[] | null
}

/** Empty where the instance does not know it. */
export interface InstanceFacts {
  readonly kernel: string
  readonly docker: string
  readonly agent: string
  /** ARN that the ECS agent has. */
  readonly containerInstance: string
  /** What the image sends to CloudWatch Logs; null if the instance does not know it. */
  readonly logs: SentLogs | null
}

export interface SentLogs {
  /** E.g. `ecs-agent`. */
  readonly groups: readonly string[]
  /** Paths. */
  readonly files: readonly string[]
}

export interface InsideCheck {
  /** E.g. `docker` or `own:app`. */
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

const mark = 'PACKER-ECS-VERIFY '

/**
 * The reports of a run in a console, by boot, oldest first. Lines of other runs do not count: an AMI may have them. A
 * broken line is skipped, because each one is written twice.
 */
export function bootReports(console: string, runId: string): BootReport[] {
  const reports = new Map<string, BootReport>()
  for (const line of console.split('\n')) {
    const start = line.indexOf(mark)
    const found = start === -1 ? undefined : parse(line.slice(start + mark.length))
    if (found === undefined || found.run !== runId) continue
    const { boot, number } = found
    const before = reports.get(boot) ?? { number, facts: null, checks: [], ran: null }
    reports.set(boot, withLine(before, found))
  }
  return [...reports.values()].toSorted((a, b) => a.number - b.number)
}

type Fields = Readonly<Record<string, unknown>> & { readonly boot: string; readonly number: number }

function parse(text: string): Fields | undefined {
  try {
    const found: unknown = JSON.parse(text.trim())
    if (typeof found !== 'object' || found === null) return undefined
    const fields = found as Record<string, unknown>
    const { boot, number } = fields
    return typeof boot === 'string' && typeof number === 'number' ? { ...fields, boot, number } : undefined
  } catch {
    return undefined
  }
}

function withLine(report: BootReport, line: Fields): BootReport {
  const text = (name: string) => (typeof line[name] === 'string' ? line[name] : '')
  switch (line.kind) {
    case 'facts': {
      const containerInstance = text('containerInstance')
      const facts = {
        kernel: text('kernel'),
        docker: text('docker'),
        agent: text('agent'),
        containerInstance,
      }
      return { ...report, facts: { ...facts, logs: logsIn(line.logs) } }
    }
    case 'check': {
      const check = { name: text('name'), ok: line.ok === true, detail: text('detail') }
      return { ...report, checks: [...report.checks.filter(({ name }) => name !== check.name), check] }
    }
    case 'end':
      return { ...report, ran: Array.isArray(line.checks) ? line.checks.map(String) : [] }
    default:
      return report
  }
}

function logsIn(value: unknown): SentLogs | null {
  if (typeof value !== 'object' || value === null) return null
  const { groups, files } = value as Record<string, unknown>
  return Array.isArray(groups) && Array.isArray(files)
    ? { groups: groups.map(String), files: files.map(String) }
    : null
}
