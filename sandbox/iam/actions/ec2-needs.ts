import { type ApiCall, structuresOf, tagsOf, textOf, textsOf } from '../api-call.ts'
import type { Context } from '../context.ts'
import { type Lookups, type Need, type Needs, requestTags } from '../need.ts'
import { ec2Arn, typeOfId } from './ec2-arn.ts'

/** On resources that exist, named by one parameter or by a list of it. */
export function on(parameter: string, type: string): Needs {
  return (call, lookups) =>
    [textOf(call.parameters, parameter) ?? [], textsOf(call.parameters, parameter)]
      .flat()
      .map(id => existing(call, lookups, type, id))
}

/** Makes resources of these types, and may tag them. */
export function making(...types: readonly string[]): Needs {
  return (call, lookups) => [
    ...types.map(type => made(call, lookups, type, '*')),
    ...taggingAtCreation(call, lookups),
  ]
}

/** Makes a key pair, whose name is its id in ARNs. */
export const makingKeyPair: Needs = (call, lookups) => [
  made(call, lookups, 'key-pair', textOf(call.parameters, 'KeyName') ?? '*'),
  ...taggingAtCreation(call, lookups),
]

/** Gives tags to resources of any type, or takes them. */
export const onTagged: Needs = (call, lookups) =>
  textsOf(call.parameters, 'ResourceId').map(id => ({
    ...existing(call, lookups, typeOfId(id), id),
    keys: requestTags(tagsOf(call.parameters, 'Tag')),
  }))

/** All that each of several needs. */
export function all(...needs: readonly Needs[]): Needs {
  return (call, lookups) => needs.flatMap(one => one(call, lookups))
}

export function existing(call: ApiCall, lookups: Lookups, type: string, id: string): Need {
  return { resource: ec2Arn(call, lookups, type, id), taggedId: id }
}

export function made(call: ApiCall, lookups: Lookups, type: string, id: string, keys: Context = {}): Need {
  const tags = tagSpecifications(call).find(specification => specification.type === type)?.tags ?? {}
  return { resource: ec2Arn(call, lookups, type, id), keys: { ...keys, ...requestTags(tags) } }
}

/** Tags at creation need ec2:CreateTags, for each type by itself. */
export function taggingAtCreation(call: ApiCall, lookups: Lookups): readonly Need[] {
  return tagSpecifications(call).map(({ type, tags }) => ({
    action: 'ec2:CreateTags',
    resource: ec2Arn(call, lookups, type, '*'),
    keys: { ...requestTags(tags), 'ec2:CreateAction': call.action },
  }))
}

function tagSpecifications(call: ApiCall) {
  return structuresOf(call.parameters, 'TagSpecification').map(specification => ({
    type: String(specification.ResourceType),
    tags: tagsOf(specification, 'Tag'),
  }))
}
