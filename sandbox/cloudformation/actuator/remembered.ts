import { rememberedType } from '../resource-types/resource-type.ts'
import type { Actuator, ResourceRequest } from '../types.ts'
import { refusal } from './refusal.ts'
import { identify } from './remembered-identity.ts'

export interface RememberedOptions {
  readonly accountId: string
  /** Of the shape of a UUID. */
  readonly uniqueId: () => string
}

export interface Remembered extends Pick<Actuator, 'create' | 'update' | 'remove'> {
  isTaken(region: string, resource: { readonly type: string; readonly name: string }): boolean
}

/** Resources of types without behavior: CloudFormation knows them, no service does. */
export function createRemembered({ accountId, uniqueId }: RememberedOptions): Remembered {
  /** The name or id that each resource got when it was created. */
  const labels = new Map<string, string>()

  function recordOf(request: ResourceRequest, label: string | undefined) {
    const declared = rememberedType(request.type)
    if (declared === undefined) throw new Error(`${request.type} is not a remembered type`)
    return identify(declared, request, { accountId, label, seed: uniqueId() })
  }

  return {
    async create(request) {
      const { label, ...record } = recordOf(request, undefined)
      const key = keyOf(request.region, request.type, record.physicalId)
      if (labels.has(key)) {
        const message = `Resource of type '${request.type}' with identifier '${record.physicalId}' already exists.`
        throw refusal(message, 'AlreadyExists', request.token)
      }
      labels.set(key, label)
      return record
    },
    async update(request) {
      const { region, type, physicalId, token } = request
      const label = labels.get(keyOf(region, type, physicalId))
      if (label === undefined) {
        throw refusal(
          `Resource of type '${type}' with identifier '${physicalId}' was not found.`,
          'NotFound',
          token,
        )
      }
      return { physicalId, attributes: recordOf(request, label).attributes }
    },
    async remove({ region, type, physicalId }) {
      labels.delete(keyOf(region, type, physicalId))
    },
    isTaken: (region, { type, name }) => labels.has(keyOf(region, type, name)),
  }
}

function keyOf(region: string, type: string, physicalId: string): string {
  return `${region} ${type} ${physicalId}`
}
