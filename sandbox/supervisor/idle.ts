/** Calls `onIdle` once if `touch` is not called for this time. The timer does not keep the process running. */
export function watchIdleness(milliseconds: number, onIdle: () => void): { touch(): void } {
  const timer = setTimeout(onIdle, milliseconds)
  timer.unref()
  return { touch: () => void timer.refresh() }
}
