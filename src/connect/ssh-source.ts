import { once } from 'node:events'
import { connect } from 'node:net'
import type { TemplateInput } from '../templates/input.ts'

/**
 * On AWS, Packer asks for the public address that this machine is seen under. Behind an endpoint of one's
 * own that address means nothing: there it is the one from which the endpoint is reached.
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
