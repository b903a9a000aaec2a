import { isList, isObject } from '../template/json.ts'
import { type Json, type Properties, ResourceError } from '../types.ts'

/** Matches `{{resolve:SERVICE:REFERENCE}}`. The reference of a parameter can end with its version. */
const pattern = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g

/**
 * Properties as the service receives them. The stack keeps the template's text, so a new value of a parameter does
 * not change the stack.
 * @param valuesOf values of SSM parameters (`name`, `name:version`); those that do not exist are missing
 * @throws ResourceError
 */
export async function resolveReferences(
  properties: Properties,
  valuesOf: (names: readonly string[]) => Promise<Readonly<Record<string, string>>>,
): Promise<Properties> {
  const references = [...JSON.stringify(properties).matchAll(pattern)]
  if (references.length === 0) return properties
  const names = references.map(([text, service, name = '']) => {
    if (service === 'ssm') return name
    throw new ResourceError(`The sandbox resolves only references to SSM parameters, not ${text}`)
  })
  const values = await valuesOf([...new Set(names)])
  const missing = names.find(name => !(name in values))
  if (missing !== undefined) throw new ResourceError(`Parameters: [ssm:${missing}] cannot be found.`)
  return filledIn(properties, values) as Properties
}

function filledIn(value: Json, values: Readonly<Record<string, string>>): Json {
  if (isList(value)) return value.map(item => filledIn(item, values))
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filledIn(member, values)]))
  }
  return typeof value === 'string'
    ? value.replaceAll(pattern, (_, _service, name) => values[name] ?? '')
    : value
}
