import { replacementOf } from '../resource-types/resource-type.ts'
import { textOf } from '../template/json.ts'
import { type Reference, referencesIn } from '../template/references.ts'
import type { Scope } from '../template/scope.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import type { Json, Properties } from '../types.ts'
import { expressionAt } from './expression-at.ts'
import type { Detail, Target } from './resource-change.ts'
import { type ValueChange, valueChanges } from './value-changes.ts'

/** The possible causes of a property change. */
export interface Causes {
  readonly scope: Scope
  readonly isParameterChanged: (name: string) => boolean
  /** Parameters whose values are not shown. */
  readonly isSecret: (name: string) => boolean
  /** Whether the resource's Ref may change. */
  readonly isReferenceChanged: (logicalId: string) => boolean
  /** Whether the resource changes; then any of its attributes may change. */
  readonly isAttributeChanged: (logicalId: string) => boolean
}

const requiresRecreation = { always: 'Always', conditional: 'Conditionally', never: 'Never' } as const

/** Every changed property, down to the smallest part, once for each cause. */
export function propertyDetails(
  before: Properties,
  after: Properties,
  declaration: ResourceDeclaration,
  causes: Causes,
): Detail[] {
  return valueChanges(before, after).flatMap(change => {
    const expression = expressionAt(declaration.properties, change.path, causes.scope) ?? null
    const references = referencesIn(expression)
    const isSecret = references.some(({ target }) => causes.isSecret(target))
    return detailsOf(targetOf(declaration.type, change, isSecret), references, causes)
  })
}

function targetOf(type: string, { path, before, after }: ValueChange, isSecret: boolean): Target {
  return {
    Attribute: 'Properties',
    Name: path[0] ?? '',
    RequiresRecreation: requiresRecreation[replacementOf(type, [path.join('/')])],
    Path: `/Properties/${path.join('/')}`,
    ...(before === undefined ? {} : { BeforeValue: shown(before, isSecret) }),
    ...(after === undefined ? {} : { AfterValue: shown(after, isSecret) }),
    AttributeChangeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
  }
}

/** AWS reports a changed parameter twice: as a change of the function's value, and of the parameter. */
function detailsOf(target: Target, references: readonly Reference[], causes: Causes): Detail[] {
  const parameters = references.filter(
    reference => reference.attribute === null && causes.isParameterChanged(reference.target),
  )
  const details: Detail[] = [
    ...parameters.map(parameter => ({
      Target: target,
      Evaluation: 'Static' as const,
      ChangeSource: 'ParameterReference' as const,
      CausingEntity: parameter.target,
    })),
    ...references.flatMap(reference => resourceDetail(target, reference, causes)),
  ]
  if (details.length > 0 && parameters.length === 0) return details
  const Evaluation = details.length === 0 ? 'Static' : 'Dynamic'
  return [{ Target: target, Evaluation, ChangeSource: 'DirectModification' }, ...details]
}

function resourceDetail(target: Target, { target: name, attribute }: Reference, causes: Causes): Detail[] {
  if (attribute === null) {
    if (!causes.isReferenceChanged(name)) return []
    return [{ Target: target, Evaluation: 'Dynamic', ChangeSource: 'ResourceReference', CausingEntity: name }]
  }
  if (!causes.isAttributeChanged(name)) return []
  const entity = `${name}.${attribute}`
  return [{ Target: target, Evaluation: 'Dynamic', ChangeSource: 'ResourceAttribute', CausingEntity: entity }]
}

function shown(value: Json, isSecret: boolean): string {
  return isSecret ? '****' : textOf(value)
}
