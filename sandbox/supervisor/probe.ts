import { connect } from 'node:net'

/**
 * Whether something accepts connections there. `localAddress` makes sure that it is the sandbox which answers:
 * as long as the host's end of its network is not there, packets for it leave by the default route, and what is
 * there may accept them.
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
