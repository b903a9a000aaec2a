/** One line of the result. */
export interface Row {
  readonly text: string
  readonly isWithinLimit: boolean
}

export function ratioRow(
  what: string,
  seconds: number,
  peer: string,
  peerSeconds: number,
  limit: number,
): Row {
  const ratio = seconds / peerSeconds
  return row(
    `${what} ÷ ${peer}`,
    `${ratio.toFixed(2)} (${show(seconds)} ÷ ${show(peerSeconds)})`,
    ratio <= limit,
    String(limit),
  )
}

export function row(what: string, value: string, isWithinLimit: boolean, limit: string): Row {
  const verdict = isWithinLimit ? 'ok  ' : 'OVER'
  return { text: `${verdict} ${what.padEnd(44)} ${value}, limit ${limit}`, isWithinLimit }
}

export function show(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`
}
