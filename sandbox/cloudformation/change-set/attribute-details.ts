import { evaluate } from '../template/evaluate.ts'
import { isSame } from '../template/json.ts'
import type { Scope } from '../template/scope.ts'
import type { ResourceDeclaration } from '../template/template.ts'
import type { Json } from '../types.ts'
import type { Attribute, Detail } from './resource-change.ts'

type OwnAttribute = Exclude<Attribute, 'Properties' | 'Tags'>

/** The resolved attributes of a resource other than its properties. */
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

/** The detail of an unchanged nested stack: the template at its TemplateURL may have changed. */
export const automaticDetail: Detail = {
  Target: { Attribute: 'Properties', RequiresRecreation: 'Never' },
  Evaluation: 'Dynamic',
  ChangeSource: 'Automatic',
}

/** The detail of changed stack tags, which the stack's resources also get. */
export const tagDetail: Detail = directDetail('Tags')

function directDetail(attribute: Attribute): Detail {
  return {
    Target: { Attribute: attribute, RequiresRecreation: 'Never' },
    Evaluation: 'Static',
    ChangeSource: 'DirectModification',
  }
}
