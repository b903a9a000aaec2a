import { expect, test } from 'vitest'
import { evaluateInAgent } from '#test/helpers/agent-module.ts'

/** `busy`: ports on which a program of the machine listens; `used`: those of other containers. */
const assign = (mapping: object, mode: string, busy: number[] = [], used: [number, string][] = []) =>
  evaluateInAgent(
    'ports',
    'ports.assign([given["mapping"]], given["mode"], set(map(tuple, given["used"])), lambda port, _: port not in given["busy"])',
    { mapping, mode, busy, used },
  )

test('host port 0 is the lowest free port of the dynamic range', async () => {
  expect(await assign({ containerPort: 80, hostPort: 0 }, 'bridge', [32768], [[32769, 'tcp']])).toEqual([
    { bindIP: '0.0.0.0', containerPort: 80, hostPort: 32770, protocol: 'tcp' },
  ])
})

test('TCP and UDP have separate ports', async () => {
  const mapping = { containerPort: 53, hostPort: 53, protocol: 'udp' }
  expect(await assign(mapping, 'bridge', [], [[53, 'tcp']])).toMatchObject([
    { hostPort: 53, protocol: 'udp' },
  ])
})

test.each(['host', 'awsvpc'])(
  'with network mode %s, the host port is the port of the container',
  async mode => {
    expect(await assign({ containerPort: 80 }, mode, [80])).toMatchObject([{ hostPort: 80 }])
  },
)

test("a port that is taken is refused in Docker's words", async () => {
  const mapping = { containerPort: 80, hostPort: 8080 }
  await expect(assign(mapping, 'bridge', [], [[8080, 'tcp']])).rejects.toThrow(
    'Bind for 0.0.0.0:8080 failed: port is already allocated',
  )
  await expect(assign(mapping, 'bridge', [8080])).rejects.toThrow('bind: address already in use')
})
