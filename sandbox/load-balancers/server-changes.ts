import { backendName, serverLine } from './configuration.ts'
import type { Server } from './types.ts'

/**
 * Commands of haproxy's runtime API that turn the servers of a target group from one state into another. Servers that get
 * requests come first, so that there is always one if there can be.
 */
export function serverChanges(
  group: { readonly targetGroupArn: string; readonly protocol: string },
  before: readonly Server[],
  after: readonly Server[],
): readonly string[] {
  const id = ({ name }: Server) => `${backendName(group.targetGroupArn)}/${name}`
  const previous = new Map(before.map(server => [server.name, server]))
  const kept = new Set(after.map(({ name }) => name))
  const added = after.filter(server => !previous.has(server.name) && !server.isDraining)
  const changed = after.filter(server => {
    const old = previous.get(server.name)
    // A new server is in maintenance.
    return old === undefined ? server.isUsed : stateOf(old) !== stateOf(server)
  })
  const byUse = changed.toSorted((one, other) => Number(other.isUsed) - Number(one.isUsed))
  return [
    ...added.map(
      server => `add server ${backendName(group.targetGroupArn)}/${serverLine(server, group.protocol)}`,
    ),
    ...byUse.map(server => `set server ${id(server)} state ${stateOf(server)}`),
    ...before
      .filter(({ name }) => !kept.has(name))
      .flatMap(server => [
        `set server ${id(server)} state maint`,
        `shutdown sessions server ${id(server)}`,
        `del server ${id(server)}`,
      ]),
  ]
}

/** In both states other than `ready`, requests in progress are finished. */
function stateOf({ isUsed, isDraining }: Server): 'ready' | 'drain' {
  return isUsed && !isDraining ? 'ready' : 'drain'
}
