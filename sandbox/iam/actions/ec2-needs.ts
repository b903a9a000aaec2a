import { type ApiCall, structuresOf, tagsOf, textOf, textsOf } from '../api-call.ts'
import type { Context } from '../context.ts'
import { type Lookups, type Need, type Needs, requestTags } from '../need.ts'
import { ec2Arn, typeOfId } from './ec2-arn.ts'

/** For resources that exist, in a single or list parameter. */
export function on(parameter: string, type: string): Needs {
  return (call, lookups) =>
    [textOf(call.parameters, parameter) ?? [], textsOf(call.parameters, parameter)]
      .flat()
      .map(id => existing(call, lookups, type, id))
}

/** For a call that creates resources of these types and can tag them. */
export function making(...types: readonly string[]): Needs {
  return (call, lookups) => [
    ...types.map(type => made(call, lookups, type, '*')),
    ...taggingAtCreation(call, lookups),
  ]
}

/** For a call that creates a key pair. ARNs contain its name, not its id. */
export const makingKeyPair: Needs = (call, lookups) => [
  made(call, lookups, 'key-pair', textOf(call.parameters, 'KeyName') ?? '*'),
  ...taggingAtCreation(call, lookups),
]

/** For a call that adds or removes tags of any resource. */
export const onTagged: Needs = (call, lookups) =>
  textsOf(call.parameters, 'ResourceId').map(id => ({
    ...existing(call, lookups, typeOfId(id), id),
    keys: requestTags(tagsOf(call.parameters, 'Tag')),
  }))

/** The permissions of several needs together. */
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

/** Tags at creation require ec2:CreateTags for each type. */
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
