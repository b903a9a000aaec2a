import { evaluate } from '../template/evaluate.ts'
import { isSame } from '../template/json.ts'
import type { Scope } from '../template/scope.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import type { Json } from '../types.ts'
import type { Attribute, Detail } from './resource-change.ts'

type OwnAttribute = Exclude<Attribute, 'Properties' | 'Tags'>

/** What a resource has beside its properties, resolved. */
export type Attributes = Readonly<Record<OwnAttribute, Json | undefined>>

export function attributesOf(declaration: ResourceDeclaration, scope: Scope): Attributes {
  return {
    Metadata: evaluate(declaration.metadata, scope),
    CreationPolicy: evaluate(declaration.creationPolicy, scope),
    UpdatePolicy: evaluate(declaration.updatePolicy, scope),
    DeletionPolicy: evaluate(declaration.deletionPolicy, scope),
    UpdateReplacePolicy: evaluate(declaration.updateReplacePolicy, scope),
  }
}

export function attributeDetails(before: Attributes, after: Attributes): Detail[] {
  return (Object.keys(after) as OwnAttribute[])
    .filter(name => !isSame(before[name], after[name]))
    .map(directDetail)
}

/** Of a nested stack that is not changed itself: what lies behind its TemplateURL may be. */
export const automaticDetail: Detail = {
  Target: { Attribute: 'Properties', RequiresRecreation: 'Never' },
  Evaluation: 'Dynamic',
  ChangeSource: 'Automatic',
}

/** Of a change of the stack's tags, which its resources get too. */
export const tagDetail: Detail = directDetail('Tags')

function directDetail(attribute: Attribute): Detail {
  return {
    Target: { Attribute: attribute, RequiresRecreation: 'Never' },
    Evaluation: 'Static',
    ChangeSource: 'DirectModification',
  }
}
