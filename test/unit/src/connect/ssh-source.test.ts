import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { sshSource } from '#src/connect/ssh-source.ts'

test('on AWS, Packer looks up the public address', async () => {
  expect(await sshSource(null)).toBe('caller')
})

test('with another endpoint, it is the address that reaches the endpoint', async () => {
  const server = createServer(socket => socket.resume()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await sshSource(`http://127.0.0.1:${port}`)).toEqual(['127.0.0.1/32'])
  server.close()
})

test('an endpoint that cannot be reached is an error', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  await expect(sshSource(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
