import { evaluate } from '../template/evaluate.ts'
import { referencesIn } from '../template/references.ts'
import type { Scope } from '../template/scope.ts'
import type { Template } from '../template/template.ts'
import { ApiError, type Json, type Properties, type ResourceRecord } from '../types.ts'

/** Placeholder for a value that is known only during the execution of the change set. */
export const unknownYet = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** A resource with unknown Ref and attributes, for the resources that refer to it. */
export function unknownRecord(
  template: Template,
  logicalId: string,
  physicalId: string | null,
): ResourceRecord {
  const values = [...Object.values(template.resources), ...Object.values(template.outputs)]
  const attributes = referencesIn(values as unknown as Json).flatMap(({ target, attribute }) =>
    target === logicalId && attribute !== null ? [[attribute, unknownYet] as const] : [],
  )
  return { physicalId: physicalId ?? unknownYet, attributes: Object.fromEntries(attributes) }
}

/** The properties, as far as they are known. */
export function foreseenProperties(properties: Properties, scope: Scope): Properties {
  const entries = Object.entries(properties).flatMap(([name, value]) => {
    const foreseen = foresee(value, scope)
    return foreseen === undefined ? [] : [[name, foreseen] as const]
  })
  return Object.fromEntries(entries)
}

/** An intrinsic function that fails on the placeholder, such as Fn::Select, is also unknown. */
function foresee(value: Json, scope: Scope): Json | undefined {
  try {
    return evaluate(value, scope)
  } catch (error) {
    const isUnknown = referencesIn(value).some(({ target }) =>
      JSON.stringify(scope.resource(target) ?? null).includes(unknownYet),
    )
    if (error instanceof ApiError && isUnknown) return unknownYet
    throw error
  }
}
