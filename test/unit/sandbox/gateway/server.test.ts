import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createFaultPlan } from '#sandbox/gateway/faults.ts'
import { createHolds } from '#sandbox/gateway/holds.ts'
import { startGateway } from '#sandbox/gateway/server.ts'

const clock = { now: () => new Date(0), sleep: async () => {} }
const address = '127.0.0.1'

test('the gateway never closes an idle connection: a call that is on its way would be lost', async () => {
  const port = await freePort()
  const gateway = await startGateway({
    address,
    port,
    clock,
    faults: createFaultPlan(),
    holds: createHolds(clock),
    record: () => {},
    recordExchanges: false,
    regionOf: () => 'us-east-1',
    handle: () => Promise.reject(new Error('no call is expected')),
    answered: () => {},
    control: async () => ({ status: 200, headers: {}, body: 'ready' }),
    registry: () => Promise.reject(new Error('no request is expected')),
  })
  try {
    const response = await fetch(`http://${address}:${port}/_sandbox/ready`)
    expect(await response.text()).toBe('ready')
    // Node names the time here after which it closes an idle connection.
    expect(response.headers.get('connection')).toBe('keep-alive')
    expect(response.headers.get('keep-alive')).toBeNull()
  } finally {
    gateway.close()
  }
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, address)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
