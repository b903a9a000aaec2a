/** An API call, as the table of actions reads it. */
export interface ApiCall {
  /** Signing name, e.g. `ec2`. */
  readonly service: string
  readonly action: string
  readonly region: string
  /** Query protocol: flat names such as `Tag.1.Key`. JSON protocol: the document. */
  readonly parameters: Readonly<Record<string, unknown>>
}

type Parameters = ApiCall['parameters']

/** The text of a parameter; undefined if it is missing or empty (the Go SDK sends empty ones). */
export function textOf(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts of a list in the query protocol: `InstanceId.1`, `InstanceId.2` … */
export function textsOf(parameters: Parameters, name: string): readonly string[] {
  return Object.keys(parameters)
    .filter(key => key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1)))
    .flatMap(key => textOf(parameters, key) ?? [])
}

/** The structures of a list in the query protocol: `Tag.1.Key`, `Tag.1.Value`, `Tag.2.Key` … */
export function structuresOf(parameters: Parameters, name: string): readonly Parameters[] {
  const found = new Map<string, Record<string, unknown>>()
  for (const [key, value] of Object.entries(parameters)) {
    if (!key.startsWith(`${name}.`)) continue
    const [, index, rest] = /^(\d+)\.(.+)$/.exec(key.slice(name.length + 1)) ?? []
    if (index === undefined || rest === undefined) continue
    const structure = found.get(index) ?? {}
    structure[rest] = value
    found.set(index, structure)
  }
  return [...found.values()]
}

/** Tags in the query protocol, by key. */
export function tagsOf(parameters: Parameters, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    structuresOf(parameters, name).map(({ Key, Value }) => [String(Key), String(Value ?? '')]),
  )
}
