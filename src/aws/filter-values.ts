/** Asks EC2 about any number of values of one filter, which accepts at most 200 (EC2 API reference, Filter). */
export async function forValues<Found>(
  filter: string,
  values: readonly string[],
  ask: (filters: Readonly<Record<string, readonly string[]>>) => Promise<readonly Found[]>,
): Promise<Found[]> {
  const found: Found[] = []
  for (let first = 0; first < values.length; first += most)
    found.push(...(await ask({ [filter]: values.slice(first, first + most) })))
  return found
}

const most = 200
