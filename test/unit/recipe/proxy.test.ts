import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/libexec/lib/settings.sh', 'files/libexec/lib/proxy.sh']

test.each([
  ['proxy.corp:3128', 'proxy.corp:3128'],
  ['http://proxy.corp:3128/', 'proxy.corp:3128'],
  ["''", ''],
])('proxy_address of %s is "%s"', async (given, address) => {
  expect((await runBash(sources, `proxy_address ${given}`)).stdout).toBe(address)
})

test('drop-ins set the proxy in the format of each program, with % escaped for systemd', async () => {
  const root = await mkdtemp(join(tmpdir(), 'recipe-proxy-'))
  const { stdout } = await runBash(sources, "put_proxy_units 'u:p%40@proxy:1' .corp; echo $docker_changed", {
    environment: { ROOT: root },
  })
  expect(stdout).toBe('yes')
  const read = (unit: string) => readFile(join(root, 'etc/systemd/system', unit), 'utf8')
  expect(await read('docker.service.d/http-proxy.conf')).toBe(
    [
      '[Service]',
      'Environment="HTTP_PROXY=http://u:p%%40@proxy:1"',
      'Environment="HTTPS_PROXY=http://u:p%%40@proxy:1"',
      'Environment="NO_PROXY=169.254.169.254,169.254.170.2,/var/run/docker.sock,.corp"',
      '',
    ].join('\n'),
  )
  expect(await read('ecs.service.d/http-proxy.conf')).toContain('"HTTP_PROXY=u:p%%40@proxy:1"')
  expect(await read('amazon-ssm-agent.service.d/override.conf')).toContain('"no_proxy=169.254.169.254,.corp"')
})

test('dnf has one proxy line, the last one', async () => {
  const root = await mkdtemp(join(tmpdir(), 'recipe-dnf-'))
  await mkdir(join(root, 'etc/dnf'), { recursive: true })
  await writeFile(join(root, 'etc/dnf/dnf.conf'), '[main]\ngpgcheck=1\n')
  await runBash(sources, 'put_dnf_proxy first:1; put_dnf_proxy second:2', { environment: { ROOT: root } })
  expect(await readFile(join(root, 'etc/dnf/dnf.conf'), 'utf8')).toBe(
    '[main]\nproxy=http://second:2\ngpgcheck=1\n',
  )
})

test('only a listening proxy accepts connections', async () => {
  const server = createServer(socket => socket.end())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const asked = `proxy_answers 127.0.0.1:${address.port} && echo yes || echo no`
  expect((await runBash(sources, asked)).stdout).toBe('yes')
  await new Promise(resolve => server.close(resolve))
  expect((await runBash(sources, asked)).stdout).toBe('no')
})
