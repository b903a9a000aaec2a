import type { Scope } from '../template/scope.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import type { Properties, ResourceRecord } from '../types.ts'
import type { Causes } from './property-details.ts'
import { foreseenProperties, unknownRecord, unknownYet } from './unknown-yet.ts'
import type { Present, Wanted } from './wanted.ts'

/** Predicts the updated stack, one resource after the other. */
export interface Foresight {
  /** Scope of the updated stack, with the resources added so far. */
  readonly scope: Scope
  scopeBefore(before: Present): Scope
  readonly causes: Causes
  propertiesOf(declaration: ResourceDeclaration): Properties
  expect(logicalId: string, fate: 'same' | 'changed' | 'replaced' | 'added'): void
}

export function createForesight(before: Present | null, after: Wanted, wanted: Scope): Foresight {
  const records = new Map<string, ResourceRecord>()
  const replaced = new Set<string>()
  const changed = new Set<string>()
  const scope: Scope = {
    ...wanted,
    resource: logicalId => records.get(logicalId),
    // You can create a change set before the exporting stack, but not execute it.
    imported: name => wanted.imported(name) ?? unknownYet,
  }
  return {
    scope,
    scopeBefore: ({ parameters, conditions, template, resources }) => ({
      ...wanted,
      parameters,
      conditions,
      mappings: template.mappings,
      resource: logicalId => resources[logicalId],
    }),
    causes: {
      scope,
      isParameterChanged: name => name in after.values && before?.values[name] !== after.values[name],
      isSecret: name => after.template.parameters[name]?.noEcho === true,
      isReferenceChanged: logicalId => replaced.has(logicalId),
      isAttributeChanged: logicalId => changed.has(logicalId),
    },
    propertiesOf: ({ properties }) => foreseenProperties(properties, scope),
    expect(logicalId, fate) {
      const present = before?.resources[logicalId]
      if (fate === 'replaced' || fate === 'added') replaced.add(logicalId)
      if (fate !== 'same') changed.add(logicalId)
      const physicalId = fate === 'changed' ? (present?.physicalId ?? null) : null
      const isKnown = fate === 'same' && present !== undefined
      records.set(logicalId, isKnown ? present : unknownRecord(after.template, logicalId, physicalId))
    },
  }
}
