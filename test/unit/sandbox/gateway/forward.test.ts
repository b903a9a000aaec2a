import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { forward } from '#sandbox/gateway/forward.ts'

test('the headers of an answer that clients read are kept, and no others', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, {
      'content-type': 'text/plain',
      etag: '"1"',
      'last-modified': 'Sat, 21 Nov 2026 01:02:03 GMT',
      'x-amz-version-id': 'v1',
      server: 'moto',
    })
    response.end('a')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const raw = { method: 'GET', url: '/state/key', headers: {}, body: Buffer.from('') }
  const { headers } = await forward(raw, { host: '127.0.0.1', port })
  expect(headers).toEqual({
    'content-type': 'text/plain',
    etag: '"1"',
    'last-modified': 'Sat, 21 Nov 2026 01:02:03 GMT',
    'x-amz-version-id': 'v1',
  })
  await new Promise(resolve => server.close(resolve))
})
