import { describe, expect, test } from 'vitest'
import { configurationOf } from '#sandbox/load-balancers/configuration.ts'
import type { Action, LoadBalancerRecord, RuleRecord } from '#sandbox/load-balancers/types.ts'
import { urlOf } from '#sandbox/load-balancers/url.ts'
import { targetGroup } from '#test/helpers/load-balancer.ts'

const [blue, green] = [targetGroup('blue').arn, targetGroup('green').arn]
const files = { socket: '/run/1.sock', responses: '/run', certificates: (port: number) => `/run/${port}.pem` }
const toBlue: Action = { Type: 'forward', TargetGroupArn: blue }
const fallback: RuleRecord = { priority: 'default', conditions: [], actions: [toBlue] }

function balancer(...rules: readonly RuleRecord[]): LoadBalancerRecord {
  const listener = { arn: 'l', port: 80, protocol: 'HTTP', certificates: [], rules: [...rules, fallback] }
  return {
    ...{ arn: 'b', name: 'web', region: 'us-east-1', dnsName: 'web-1.example', address: '10.64.0.3' },
    attributes: { 'idle_timeout.timeout_seconds': '30' },
    listeners: [listener],
  }
}

function linesOf(...rules: readonly RuleRecord[]): readonly string[] {
  return configurationOf(balancer(...rules), [], files)
    .split('\n')
    .map(line => line.trim())
}

const rule = (action: Action, ...conditions: RuleRecord['conditions']): RuleRecord => ({
  priority: 1,
  conditions,
  actions: [action],
})

describe('the configuration', () => {
  test('listens on the address, with the idle timeout', () => {
    expect(linesOf()).toEqual(
      expect.arrayContaining(['bind 10.64.0.3:80', 'timeout client 30s', 'timeout server 30s']),
    )
  })

  test('tries rules by priority, the default one last', () => {
    const path = (value: string) => ({ Field: 'path-pattern', Values: [value] })
    const rules = [
      { ...rule(toBlue, path('/late/*')), priority: 20 },
      { ...rule(toBlue, path('/early/*')), priority: 3 },
    ]
    expect(linesOf(...rules).filter(line => /acl|txn.rule\) int/.test(line))).toEqual([
      "acl rule.0.0 path -m reg '^/early/.*$'",
      'http-request set-var(txn.rule) int(0) if !{ var(txn.rule) -m found } rule.0.0',
      "acl rule.1.0 path -m reg '^/late/.*$'",
      'http-request set-var(txn.rule) int(1) if !{ var(txn.rule) -m found } rule.1.0',
      'http-request set-var(txn.rule) int(2) if !{ var(txn.rule) -m found }',
    ])
  })

  test.each([
    [
      { Field: 'host-header', Values: ['*.Example.com'] },
      "req.hdr(host),host_only -m reg -i '^.*\\.Example\\.com$'",
    ],
    [{ Field: 'path-pattern', PathPatternConfig: { Values: ["/it's?"] } }, "path -m reg '^/it'\\''s.$'"],
    [
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Beta', Values: ['yes'] } },
      "req.hdr(X-Beta) -m reg -i '^yes$'",
    ],
    [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['PUT'] } }, "method 'PUT'"],
    [
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'a', Value: 'b*' }] } },
      "query -m reg -i '(^|&)a=b.*($|&)'",
    ],
    [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }, "src '10.0.0.0/8'"],
  ])('matches %j', (condition, expression) => {
    expect(linesOf(rule(toBlue, condition))).toContain(`acl rule.0.0 ${expression}`)
  })

  test('shares requests by weight, and leaves out what has none', () => {
    const TargetGroups = [
      { TargetGroupArn: blue, Weight: 9 },
      { TargetGroupArn: targetGroup('none').arn, Weight: 0 },
      { TargetGroupArn: green, Weight: 1 },
    ]
    const action = { Type: 'forward', ForwardConfig: { TargetGroups } }
    expect(
      linesOf(rule(action))
        .filter(line => line.startsWith('use_backend'))
        .slice(0, 2),
    ).toEqual([
      'use_backend targetgroup.blue.0123456789abcdef if { var(txn.rule) -m int 0 } { rand(10) lt 9 }',
      'use_backend targetgroup.green.0123456789abcdef if { var(txn.rule) -m int 0 }',
    ])
  })

  test('redirects with the parts of the request, and without a question mark if there is no query', () => {
    const RedirectConfig = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' }
    const location = 'https://%[req.hdr(host),host_only]:443/%[path,regsub(^/,)]'
    expect(linesOf(rule({ Type: 'redirect', RedirectConfig }))).toEqual(
      expect.arrayContaining([
        `http-request redirect code 301 location "${location}?%[query]" if { var(txn.rule) -m int 0 } { query -m found }`,
        `http-request redirect code 301 location "${location}" if { var(txn.rule) -m int 0 } !{ query -m found }`,
      ]),
    )
  })

  test('has the servers that are not draining, and those without requests disabled', () => {
    const server = { address: '10.64.0.10', port: 32768, isUsed: true, isDraining: false }
    const servers = [
      { ...server, name: 't1' },
      { ...server, name: 't2', isUsed: false },
      { ...server, name: 't3', isUsed: false, isDraining: true },
    ]
    const backend = { targetGroupArn: blue, protocol: 'HTTPS', servers }
    const text = configurationOf(balancer(), [backend], files)
    expect(text.match(/server t.*/g)).toEqual([
      'server t1 10.64.0.10:32768 ssl verify none',
      'server t2 10.64.0.10:32768 ssl verify none disabled',
    ])
  })
})

test('the address of a load balancer is that of the listener that does not only redirect', () => {
  const [listener] = balancer().listeners
  const redirect = { ...fallback, actions: [{ Type: 'redirect' }] }
  const http = { ...listener, arn: 'h', port: 80, protocol: 'HTTP', certificates: [], rules: [redirect] }
  const https = { ...http, port: 443, protocol: 'HTTPS', rules: [fallback] }
  expect(urlOf({ ...balancer(), listeners: [http, https] })).toBe('https://10.64.0.3:443')
  expect(urlOf(balancer())).toBe('http://10.64.0.3:80')
  expect(urlOf({ ...balancer(), listeners: [] })).toBeUndefined()
})
