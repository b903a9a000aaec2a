import { connect } from 'node:net'

/**
 * Whether the address accepts connections. `localAddress` ensures that it is the sandbox: while the host's end of its
 * network does not exist, packets use the default route, where another host could accept them.
 */
export function accepts(address: {
  readonly host: string
  readonly port: number
  readonly localAddress?: string
}): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ ...address, timeout: 100 })
    const answer = (accepted: boolean) => {
      socket.destroy()
      resolve(accepted)
    }
    socket
      .once('connect', () => answer(true))
      .once('error', () => answer(false))
      .once('timeout', () => answer(false))
  })
}
