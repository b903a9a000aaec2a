/** Calls `onIdle` once, when `touch` was not called for so long. The timer keeps no process alive. */
export function watchIdleness(milliseconds: number, onIdle: () => void): { touch(): void } {
  const timer = setTimeout(onIdle, milliseconds)
  timer.unref()
  return { touch: () => void timer.refresh() }
}
