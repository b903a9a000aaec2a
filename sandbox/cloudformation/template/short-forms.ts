import type { CollectionTag, ScalarTag } from 'yaml'
import { isMap, isSeq, YAMLMap } from 'yaml'

/** CloudFormation's YAML tags (`!Ref`, `!GetAtt a.b`, …), each resolved to the function's long form. */
export const shortForms: (ScalarTag | CollectionTag)[] = [
  ...[...functionNames(), 'Ref', 'Condition'].flatMap(name => [
    ofScalar(name),
    ofCollection(name, 'seq'),
    ofCollection(name, 'map'),
  ]),
]

function functionNames(): string[] {
  return [
    ...['GetAtt', 'Sub', 'Join', 'Select', 'Split', 'FindInMap', 'If', 'Equals', 'And', 'Or', 'Not'],
    ...['GetAZs', 'ImportValue', 'Base64', 'Cidr', 'Length', 'ToJsonString'],
    ...['Contains', 'EachMemberEquals', 'EachMemberIn', 'RefAll', 'ValueOf', 'ValueOfAll'],
  ]
}

function longName(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`
}

function ofScalar(name: string): ScalarTag {
  return {
    tag: `!${name}`,
    resolve: text => ({ [longName(name)]: name === 'GetAtt' ? attributePath(text) : text }),
  }
}

function ofCollection(name: string, collection: 'seq' | 'map'): CollectionTag {
  return {
    tag: `!${name}`,
    collection,
    resolve: value => {
      if (!isMap(value) && !isSeq(value)) throw new TypeError(`!${name} takes no ${collection}`)
      const map = new YAMLMap()
      map.set(longName(name), value)
      return map
    },
  }
}

/** `a.b.c` → `[a, b.c]`: the attribute can contain dots, the logical id cannot. */
function attributePath(text: string): string[] {
  const dot = text.indexOf('.')
  return dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)]
}
