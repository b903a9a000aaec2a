import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { cacheFolder } from '#sandbox/commands/options.ts'
import { ensureContainerPackages, prepareContainerPackages } from '#sandbox/containers/packages.ts'
import { createLoadBalancers, type LoadBalancers } from '#sandbox/load-balancers/load-balancers.ts'
import type {
  ListenerRecord,
  LoadBalancerRecord,
  Target,
  TargetGroupRecord,
} from '#sandbox/load-balancers/types.ts'
import type { CloudState } from '#sandbox/moto/client.ts'
import { get, load, targetGroup, type WebServer, webServer } from '#test/helpers/load-balancer.ts'
import { canRunSandbox } from '#test/helpers/sandbox.ts'

const address = '127.0.77.3'
const url = `http://${address}:8080`
const patiently = { timeout: 10_000, interval: 50 }

describe.skipIf(!canRunSandbox)('a load balancer', () => {
  let haproxy: string
  let folder: string
  let balancers: LoadBalancers
  let webs: WebServer[]
  let group: TargetGroupRecord
  let listener: ListenerRecord
  let state: CloudState
  const reports: string[] = []

  beforeAll(async () => {
    const sourceFolder = join(import.meta.dirname, '../../../sandbox/containers')
    const packages = await prepareContainerPackages({ sourceFolder, cacheFolder: cacheFolder() })
    haproxy = (await ensureContainerPackages(packages, { report: () => undefined }))('haproxy')
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lb-'))
    webs = []
    reports.length = 0
    group = targetGroup('web')
    listener = {
      arn: 'listener',
      port: 8080,
      protocol: 'HTTP',
      certificates: [],
      rules: [
        { priority: 'default', conditions: [], actions: [{ Type: 'forward', TargetGroupArn: group.arn }] },
      ],
    }
    state = { instances: [], images: [], groups: [], loadBalancers: [balancer()], targetGroups: [group] }
    balancers = createLoadBalancers({
      moto: {
        state: async () => state,
        changeTarget: async (operation, arn, target) => {
          state = {
            ...state,
            targetGroups: state.targetGroups.map(one => changedGroup(one, operation, arn, target)),
          }
        },
        reportTargetHealth: async () => undefined,
      },
      clock: { now: () => new Date(), sleep: async milliseconds => void (await sleep(milliseconds)) },
      folder,
      program: async () => haproxy,
      claim: async () => undefined,
      release: async () => undefined,
      report: line => reports.push(line),
    })
    await balancers.refresh()
  })
  afterEach(async () => {
    await balancers.close()
    for (const web of webs) await web.close()
    await rm(folder, { recursive: true, force: true })
  })

  function balancer(change: Partial<LoadBalancerRecord> = {}): LoadBalancerRecord {
    return {
      arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/fedcba9876543210',
      name: 'web',
      region: 'us-east-1',
      dnsName: 'web-1.us-east-1.elb.amazonaws.com',
      address,
      attributes: { 'idle_timeout.timeout_seconds': '1' },
      listeners: [listener],
      ...change,
    }
  }

  async function change(next: Partial<CloudState>): Promise<void> {
    state = { ...state, ...next }
    await balancers.refresh()
  }

  async function start(name: string): Promise<WebServer> {
    const web = await webServer(name)
    webs.push(web)
    return web
  }

  const targetOf = ({ port }: WebServer): Target => ({ id: '127.0.0.1', port })
  const register = (web: WebServer) => balancers.targetGroups.register(group.arn, targetOf(web))
  const deregister = (web: WebServer) => balancers.targetGroups.deregister(group.arn, targetOf(web))
  const health = (web: WebServer) => balancers.targetGroups.health(group.arn, targetOf(web))

  async function registerHealthy(web: WebServer): Promise<void> {
    await register(web)
    await vi.waitFor(() => expect(health(web)).toEqual({ state: 'healthy' }), patiently)
  }

  test('answers 503 without targets, 502 if a target refuses, and 504 if it is too slow', async () => {
    expect(await get(url)).toMatchObject({
      status: 503,
      headers: { server: 'awselb/2.0' },
      body: expect.stringContaining('<h1>503 Service Temporarily Unavailable</h1>'),
    })
    const web = await start('one')
    await registerHealthy(web)
    expect(await get(`${url}/slow`)).toMatchObject({
      status: 504,
      body: expect.stringContaining('504 Gateway Time-out'),
    })
    await web.close()
    expect(await get(url)).toMatchObject({ status: 502, body: expect.stringContaining('502 Bad Gateway') })
  })

  test('adds the headers of AWS, and keeps those of a proxy before it', async () => {
    const web = await start('one')
    await registerHealthy(web)
    await get(url, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    expect(web.requests[0]?.headers).toMatchObject({
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '8080',
    })
  })

  test('reports why a target is unhealthy, and sends it no requests while another one is healthy', async () => {
    const [good, bad] = [await start('good'), await start('bad')]
    bad.health = 500
    await register(bad)
    expect(health(bad)).toMatchObject({ state: 'initial' })
    await vi.waitFor(
      () =>
        expect(health(bad)).toEqual({
          state: 'unhealthy',
          reason: 'Target.ResponseCodeMismatch',
          description: 'Health checks failed with these codes: [500]',
        }),
      patiently,
    )
    // No target is healthy, so all get requests.
    expect(await get(url)).toMatchObject({ status: 200, body: 'bad' })
    await registerHealthy(good)
    bad.requests.length = 0
    for (let sent = 0; sent < 6; sent += 1) expect((await get(url)).body).toBe('good')
    expect(bad.requests).toEqual([])
    bad.health = 200
    await vi.waitFor(() => expect(health(bad)?.state).toBe('healthy'), patiently)
    expect(new Set([await get(url), await get(url)].map(({ body }) => body))).toEqual(
      new Set(['good', 'bad']),
    )
  })

  test('finishes the requests of a target that is deregistered, and then forgets it', async () => {
    await change({ loadBalancers: [balancer({ attributes: {} })] })
    const [leaving, staying] = [await start('leaving'), await start('staying')]
    await registerHealthy(leaving)
    const slow = get(`${url}/slow`)
    await vi.waitFor(() => expect(leaving.requests).toHaveLength(1), patiently)
    await registerHealthy(staying)
    await deregister(leaving)
    expect(health(leaving)).toEqual({
      state: 'draining',
      reason: 'Target.DeregistrationInProgress',
      description: 'Target deregistration is in progress',
    })
    for (let sent = 0; sent < 4; sent += 1) expect((await get(url)).body).toBe('staying')
    expect(await slow).toMatchObject({ status: 200, body: 'leaving' })
    await vi.waitFor(() => expect(health(leaving)).toBeUndefined(), patiently)
  })

  test('answers by its rules, redirects, and speaks TLS with the certificate of its listener', async () => {
    const key = join(folder, 'key.pem')
    const pem = await execa('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-days', '1', '-subj', '/CN=web.example', '-keyout', key],
    ])
    const secure: ListenerRecord = {
      ...listener,
      ...{ arn: 'secure', port: 8443, protocol: 'HTTPS' },
      certificates: [`${pem.stdout}\n${await readFile(key, 'utf8')}`],
    }
    const fixed = { StatusCode: '403', ContentType: 'text/plain', MessageBody: "it's closed" }
    const closed = { Field: 'path-pattern', Values: ['/admin/*'] }
    const RedirectConfig = { Protocol: 'HTTPS', Port: '8443', StatusCode: 'HTTP_301' }
    const plain: ListenerRecord = {
      ...listener,
      rules: [
        { priority: 'default', conditions: [], actions: [{ Type: 'redirect', RedirectConfig }] },
        {
          priority: 7,
          conditions: [
            closed,
            { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
          ],
          actions: [{ Type: 'fixed-response', FixedResponseConfig: fixed }],
        },
      ],
    }
    const web = await start('one')
    await change({ loadBalancers: [balancer({ listeners: [plain, secure] })] })
    await registerHealthy(web)
    expect(await get(`${url}/admin/x`)).toMatchObject({ status: 403, body: "it's closed" })
    const { status, headers } = await get(`${url}/shop/1?a=b%20c`)
    expect({ status, location: headers.location }).toEqual({
      status: 301,
      location: `https://${address}:8443/shop/1?a=b%20c`,
    })
    expect((await get(url)).headers.location).toBe(`https://${address}:8443/`)
    expect(await get(`https://${address}:8443/`)).toMatchObject({ status: 200, body: 'one' })
    expect(web.requests[0]?.headers).toMatchObject({
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '8443',
    })
    expect(reports).toEqual([])
  })

  test('loses no request while targets come and go and its rules change', async () => {
    await change({ loadBalancers: [balancer({ attributes: {} })] })
    await registerHealthy(await start('first'))
    const running = load(url)
    for (let round = 0; round < 6; round += 1) {
      const [next, previous] = [await start(`round ${round}`), webs.at(-1)]
      await registerHealthy(next)
      if (previous !== undefined) {
        await deregister(previous)
        await vi.waitFor(() => expect(health(previous)).toBeUndefined(), patiently)
        await previous.close()
      }
      const path = { Field: 'path-pattern', Values: [`/round/${round}`] }
      const fixed = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }
      const rules = [{ priority: round + 1, conditions: [path], actions: [fixed] }, ...listener.rules]
      await change({ loadBalancers: [balancer({ attributes: {}, listeners: [{ ...listener, rules }] })] })
      expect(await get(`${url}/round/${round}`)).toMatchObject({ status: 404 })
    }
    const { sent, failures } = await running.stop()
    console.info(`${sent} requests, ${failures.length} failures`)
    expect(failures).toEqual([])
    expect(sent).toBeGreaterThan(300)
    expect(reports).toEqual([])
  })
})

function changedGroup(
  group: TargetGroupRecord,
  operation: 'register' | 'deregister',
  arn: string,
  target: Target,
): TargetGroupRecord {
  if (group.arn !== arn) return group
  const others = group.targets.filter(({ id, port }) => id !== target.id || port !== target.port)
  return { ...group, targets: operation === 'register' ? [...others, target] : others }
}
