import type { MotoClient } from '../../moto/client.ts'
import type { Surroundings } from '../engine/surroundings.ts'
import { rememberedType } from '../resource-types/resource-type.ts'
import type { Remembered } from './remembered.ts'

/** Which names are in use: moto knows those of types with behavior. */
export function takenNames(
  moto: Pick<MotoClient, 'taken'>,
  remembered: Pick<Remembered, 'isTaken'>,
): Surroundings['taken'] {
  return async (region, names) => {
    const others = names.filter(({ type }) => rememberedType(type) === undefined)
    const taken = await moto.taken(region, others)
    return names.map(name => taken[others.indexOf(name)] ?? remembered.isTaken(region, name))
  }
}
