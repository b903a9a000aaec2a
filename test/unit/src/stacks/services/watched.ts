import type { ToolEvent } from '#src/events/events.ts'
import { createServicesWatch } from '#src/stacks/services/watch-services.ts'
import { type ecsWorld, ofService } from './ecs-world.ts'

export type World = ReturnType<typeof ecsWorld>

/** A watch that has seen the update of the service `web` begin, and looked once. */
export async function started(world: World) {
  const watch = createServicesWatch(world.context)
  await watch.add(ofService('UPDATE_IN_PROGRESS'))
  await watch.look()
  return watch
}

/** The events of a type so far. */
export function events<Type extends ToolEvent['type']>(world: World, type: Type) {
  return world.run.events.filter(event => event.type === type) as Extract<ToolEvent, { type: Type }>[]
}

export const later = async ({ context }: World) => context.clock.sleep(5000)
