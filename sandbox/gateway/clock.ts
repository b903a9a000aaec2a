/** Handed in, so that tests own time. */
export interface Clock {
  now(): Date
  sleep(milliseconds: number): Promise<void>
}
