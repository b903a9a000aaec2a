/** The parameters of a query protocol call as one object: `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }`. */
export function structured(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const root: Node = new Map()
  for (const [path, value] of Object.entries(form)) {
    if (path !== 'Action' && path !== 'Version') put(root, path.split('.'), String(value))
  }
  return contentOf(root, '') as Record<string, unknown>
}

type Node = Map<string, Node | string>

const booleans = new Set([
  'DisableRollback',
  'EnableTerminationProtection',
  'FailedEvents',
  'ImportExistingResources',
  'IncludeNestedStacks',
  'IncludePropertyValues',
  'RetainExceptOnCreate',
  'UsePreviousTemplate',
  'UsePreviousValue',
])
const numbers = new Set(['TimeoutInMinutes', 'MonitoringTimeInMinutes', 'MaxResults'])

function put(node: Node, path: readonly string[], value: string): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    node.set(name, value)
    return
  }
  const present = node.get(name)
  const child: Node = present instanceof Map ? present : new Map()
  node.set(name, child)
  put(child, rest, value)
}

function contentOf(node: Node | string, name: string): unknown {
  if (typeof node === 'string') return scalar(name, node)
  const members = node.get('member')
  if (members instanceof Map) return inOrder(members)
  return Object.fromEntries([...node].map(([key, child]) => [key, contentOf(child, key)]))
}

function inOrder(members: Node): unknown[] {
  return [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => contentOf(child, ''))
}

/** An empty list is sent as `Tags=`. */
function scalar(name: string, text: string): unknown {
  if (booleans.has(name)) return text === 'true'
  if (numbers.has(name)) return Number(text)
  return text === '' && lists.has(name) ? [] : text
}

const lists = new Set([
  'Capabilities',
  'NotificationARNs',
  'Parameters',
  'ResourcesToSkip',
  'RetainResources',
  'StackStatusFilter',
  'Tags',
])
