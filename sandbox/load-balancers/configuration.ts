import { expressionsOf, quoted } from './conditions.ts'
import type { Action, ListenerRecord, LoadBalancerRecord, RuleRecord, Server } from './types.ts'

export interface ProxyFiles {
  /** Socket of the runtime API. */
  readonly socket: string
  /** Folder with `502.http`, `503.http`, and `504.http`. */
  readonly responses: string
  /** File with the certificates of the listener at that port. */
  readonly certificates: (port: number) => string
}

export interface Backend {
  readonly targetGroupArn: string
  readonly protocol: string
  readonly servers: readonly Server[]
}

/** Name of a target group in the configuration. */
export function backendName(targetGroupArn: string): string {
  return targetGroupArn.slice(targetGroupArn.lastIndexOf(':') + 1).replaceAll('/', '.')
}

/** Target groups to which a load balancer forwards. */
export function targetGroupsOf({ listeners }: Pick<LoadBalancerRecord, 'listeners'>): readonly string[] {
  const actions = listeners.flatMap(({ rules }) => rules.flatMap(rule => rule.actions))
  return [...new Set(actions.flatMap(action => weightsOf(action).map(({ arn }) => arn)))]
}

/** haproxy's configuration of a load balancer. */
export function configurationOf(
  balancer: LoadBalancerRecord,
  backends: readonly Backend[],
  files: ProxyFiles,
): string {
  const idleSeconds = Number(balancer.attributes['idle_timeout.timeout_seconds'] ?? 60)
  const lines = [
    'global',
    '  nbthread 1',
    '  maxconn 2000',
    // The next process takes over the listening sockets, so that no connection is refused.
    `  stats socket ${files.socket} mode 600 level admin expose-fd listeners`,
    '  hard-stop-after 1h',
    '',
    'defaults',
    '  mode http',
    '  timeout connect 10s',
    `  timeout client ${idleSeconds}s`,
    `  timeout server ${idleSeconds}s`,
    // A request is never sent twice.
    '  retries 0',
    '  http-reuse safe',
    // haproxy reports a connection that fails as 503, AWS as 502.
    `  errorfile 502 ${files.responses}/502.http`,
    `  errorfile 503 ${files.responses}/502.http`,
    `  errorfile 504 ${files.responses}/504.http`,
    ...balancer.listeners.flatMap(listener => ['', ...frontend(balancer, listener, files)]),
    '',
    'frontend none',
    `  bind unix@${files.socket}.none mode 600`,
    `  http-request return status 503 errorfile ${files.responses}/503.http`,
    ...backends.flatMap(backend => ['', ...backendLines(backend, files)]),
  ]
  return `${lines.join('\n')}\n`
}

function frontend(
  { address, attributes }: LoadBalancerRecord,
  listener: ListenerRecord,
  files: ProxyFiles,
): readonly string[] {
  const isSecure = listener.protocol === 'HTTPS'
  const alpn = attributes['routing.http2.enabled'] === 'false' ? 'http/1.1' : 'h2,http/1.1'
  const tls = isSecure ? ` ssl crt ${files.certificates(listener.port)} alpn ${alpn}` : ''
  return [
    `frontend listener.${listener.port}`,
    `  bind ${address}:${listener.port}${tls}`,
    // After a change, the old process answers requests on open connections, and then closes them.
    '  option idle-close-on-response',
    '  http-request set-var(txn.forwarded) req.fhdr(x-forwarded-for)',
    '  http-request set-header X-Forwarded-For "%[var(txn.forwarded)], %[src]" if { var(txn.forwarded) -m found }',
    '  http-request set-header X-Forwarded-For %[src] unless { var(txn.forwarded) -m found }',
    `  http-request set-header X-Forwarded-Proto ${isSecure ? 'https' : 'http'}`,
    `  http-request set-header X-Forwarded-Port ${listener.port}`,
    ...inOrder(listener.rules).flatMap((rule, index) => choice(rule, index)),
    ...inOrder(listener.rules).flatMap((rule, index) =>
      rule.actions.flatMap(action => actionLines(action, `{ var(txn.rule) -m int ${index} }`, listener)),
    ),
  ]
}

function inOrder(rules: readonly RuleRecord[]): readonly RuleRecord[] {
  const position = ({ priority }: RuleRecord) => (priority === 'default' ? Infinity : priority)
  return rules.toSorted((one, other) => (position(one) < position(other) ? -1 : 1))
}

/** The first rule whose conditions all match is the request's. */
function choice({ conditions }: RuleRecord, index: number): readonly string[] {
  const name = (condition: number) => `rule.${index}.${condition}`
  const all = conditions.map((_, condition) => ` ${name(condition)}`).join('')
  return [
    ...conditions.flatMap((condition, position) =>
      expressionsOf(condition).map(expression => `  acl ${name(position)} ${expression}`),
    ),
    `  http-request set-var(txn.rule) int(${index}) if !{ var(txn.rule) -m found }${all}`,
  ]
}

function actionLines(action: Action, when: string, listener: ListenerRecord): readonly string[] {
  if (action.Type === 'fixed-response') return [`  ${fixedResponse(action)} if ${when}`]
  if (action.Type === 'redirect') return redirect(action, when, listener)
  const weighted = weightsOf(action)
  return weighted.map(({ arn, weight }, index) => {
    const left = weighted.slice(index).reduce((sum, one) => sum + one.weight, 0)
    const share = index === weighted.length - 1 ? '' : ` { rand(${left}) lt ${weight} }`
    return `  use_backend ${backendName(arn)} if ${when}${share}`
  })
}

/** Target groups of a forward action with a weight above 0. */
function weightsOf({ TargetGroupArn: single, ForwardConfig }: Action) {
  const several = (ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn: arn, Weight = 1 }) => ({
    arn,
    weight: Number(Weight),
  }))
  const groups = several.length === 0 && single !== undefined ? [{ arn: single, weight: 1 }] : several
  return groups.filter(({ weight }) => weight > 0)
}

function fixedResponse({ FixedResponseConfig: config }: Action): string {
  const { StatusCode = '503', ContentType = 'text/plain', MessageBody = '' } = config ?? {}
  const server = 'hdr Server awselb/2.0'
  // haproxy refuses an empty text.
  if (MessageBody === '') return `http-request return status ${StatusCode} ${server}`
  return `http-request return status ${StatusCode} content-type ${ContentType} string ${quoted(MessageBody)} ${server}`
}

function redirect({ RedirectConfig: config }: Action, when: string, listener: ListenerRecord) {
  const { Protocol, Host, Port, Path, Query, StatusCode = 'HTTP_302' } = config ?? {}
  const fill = (text: string) =>
    text
      .replaceAll('%', '%%')
      .replaceAll('"', '%22')
      .replaceAll('#{protocol}', listener.protocol.toLowerCase())
      .replaceAll('#{port}', String(listener.port))
      .replaceAll('#{host}', '%[req.hdr(host),host_only]')
      .replaceAll('#{path}', '%[path,regsub(^/,)]')
      .replaceAll('#{query}', '%[query]')
  const { protocol, path } = {
    protocol: fill(Protocol ?? '#{protocol}').toLowerCase(),
    path: fill(Path ?? '/#{path}'),
  }
  const base = `${protocol}://${fill(Host ?? '#{host}')}:${fill(Port ?? '#{port}')}${path}`
  const query = fill(Query ?? '#{query}')
  const status = StatusCode.replace('HTTP_', '')
  const line = (location: string, condition: string) =>
    `  http-request redirect code ${status} location "${location}" if ${when}${condition}`
  if (query === '') return [line(base, '')]
  if (query !== '%[query]') return [line(`${base}?${query}`, '')]
  return [line(`${base}?${query}`, ' { query -m found }'), line(base, ' !{ query -m found }')]
}

function backendLines({ targetGroupArn, protocol, servers }: Backend, files: ProxyFiles): readonly string[] {
  return [
    `backend ${backendName(targetGroupArn)}`,
    '  balance roundrobin',
    // Gets the requests when there is no other server. The fetch nbsrv is 0 in a process that is about to end.
    `  server none unix@${files.socket}.none backup`,
    ...servers
      .filter(({ isDraining }) => !isDraining)
      .map(server => `  server ${serverLine(server, protocol)}${server.isUsed ? '' : ' disabled'}`),
  ]
}

/** Name, address, and settings of a server. */
export function serverLine({ name, address, port }: Server, protocol: string): string {
  return `${name} ${address}:${port}${protocol === 'HTTPS' ? ' ssl verify none' : ''}`
}

/** The responses that a load balancer makes itself, by file name. */
export function ownResponses(): Readonly<Record<string, string>> {
  return {
    '502.http': ownResponse('502 Bad Gateway'),
    '503.http': ownResponse('503 Service Temporarily Unavailable'),
    '504.http': ownResponse('504 Gateway Time-out'),
  }
}

function ownResponse(title: string): string {
  const body = [
    `<html>`,
    `<head><title>${title}</title></head>`,
    `<body>`,
    `<center><h1>${title}</h1></center>`,
    `</body>`,
    `</html>`,
    '',
  ].join('\r\n')
  const head = [`HTTP/1.1 ${title}`, 'Server: awselb/2.0', 'Content-Type: text/html']
  return [...head, `Content-Length: ${body.length}`, '', body].join('\r\n')
}
