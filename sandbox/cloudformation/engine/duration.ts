/** Milliseconds of an ISO 8601 duration of hours, minutes and seconds, e.g. `PT5M`. */
export function milliseconds(duration: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? []
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
}

export function after(now: Date, duration: string): Date {
  return new Date(now.getTime() + milliseconds(duration))
}
