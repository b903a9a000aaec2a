import { isScalar, LineCounter, parseDocument } from 'yaml'
import { stackType, type Template } from './template.ts'

/** The TemplateURL of a nested stack that names a local file. */
export interface LocalReference {
  /** As written. */
  readonly path: string
  readonly line: number
  /** Offsets of the value in the template's text. */
  readonly start: number
  readonly end: number
}

/** Local files in the nested stacks of a template, as `aws cloudformation package` finds them. */
export function localReferences({ body, resources }: Pick<Template, 'body' | 'resources'>): LocalReference[] {
  const local = Object.keys(resources).filter(id => isLocal(resources[id]?.type, resources[id]?.properties))
  if (local.length === 0) return []
  const lines = new LineCounter()
  // JSON is YAML.
  const document = parseDocument(body, { lineCounter: lines, logLevel: 'silent' })
  return local.flatMap(id => {
    const node = document.getIn(['Resources', id, 'Properties', 'TemplateURL'], true)
    if (!isScalar(node) || !node.range) return []
    const [start, end] = node.range
    return [{ path: String(node.value), line: lines.linePos(start).line, start, end }]
  })
}

/** The template with other values in these places. */
export function withReferences(
  body: string,
  values: readonly { readonly reference: LocalReference; readonly value: string }[],
): string {
  return values
    .toSorted((one, other) => other.reference.start - one.reference.start)
    .reduce((text, { reference: { start, end }, value }) => {
      // The range of a block scalar includes its line end.
      const lineEnd = text.slice(start, end).endsWith('\n') ? '\n' : ''
      return `${text.slice(0, start)}${JSON.stringify(value)}${lineEnd}${text.slice(end)}`
    }, body)
}

function isLocal(
  type: string | undefined,
  { TemplateURL: url }: Template['resources'][string]['properties'] = {},
) {
  return type === stackType && typeof url === 'string' && !/^(?:https?|s3):\/\/|\{\{resolve:/.test(url)
}
