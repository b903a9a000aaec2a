/** One line of `packer -machine-readable`: `timestamp,target,type,data…`. */
export interface MachineLine {
  /** Seconds since the epoch. */
  readonly timestamp: number
  /** The build, e.g. `amazon-ebs.image`; empty for Packer itself. */
  readonly target: string
  readonly type: string
  readonly data: readonly string[]
}

/** Undefined for a line in another format, e.g. of a crash or a log line on standard error. */
export function parseLine(line: string): MachineLine | undefined {
  const [timestamp, target, type, ...data] = line.split(',')
  if (timestamp === undefined || target === undefined || !type || !/^\d{1,15}$/.test(timestamp)) return
  return { timestamp: Number(timestamp), target, type, data: data.map(decode) }
}

function decode(text: string): string {
  return text.replaceAll('%!(PACKER_COMMA)', ',').replaceAll('\\n', '\n').replaceAll('\\r', '\r')
}
