import { once } from 'node:events'
import { connect } from 'node:net'
import type { TemplateInput } from '../templates/input.ts'

/**
 * On AWS, Packer looks up the public address of this machine. With another endpoint that address is useless: the
 * address from which this machine reaches the endpoint is used.
 */
export async function sshSource(endpoint: string | null): Promise<TemplateInput['network']['sshSource']> {
  if (endpoint === null) return 'caller'
  const { hostname, port, protocol } = new URL(endpoint)
  const socket = connect({ host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) })
  await once(socket, 'connect')
  const address = socket.localAddress
  socket.destroy()
  return [`${address}/32`]
}
