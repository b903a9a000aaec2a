/** Prints lines to standard error with the seconds since the command began. */
export function progress(): (line: string) => void {
  const begun = performance.now()
  return line => {
    const seconds = Math.round((performance.now() - begun) / 1000)
    process.stderr.write(`${String(seconds).padStart(4)} s  ${line}\n`)
  }
}
