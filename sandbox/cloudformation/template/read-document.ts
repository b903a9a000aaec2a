import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { ApiError, Json } from '../types.ts'
import { indentFlow } from './indent-flow.ts'
import { isList, isObject, type JsonObject, onlyEntry } from './json.ts'
import { shortForms } from './short-forms.ts'
import { validationError } from './validation-error.ts'

/** YAML 1.1 tags that CloudFormation ignores; their values stay text. */
const unsupportedTags = ['timestamp', 'binary', 'omap', 'pairs', 'set']

/**
 * Parses a template's text: YAML 1.1, or JSON, which is a subset. Intrinsic functions have their long form.
 * @throws ApiError `ValidationError`
 */
export function readDocument(body: string): JsonObject {
  const asWritten = parse(body)
  const { document, lineCounter } =
    asWritten.document.errors.length === 0 ? asWritten : parse(indentFlow(body))
  const language = body.trimStart().startsWith('{') ? 'JSON' : 'YAML'
  // CloudFormation's parser accepts the end of a flow collection in any column.
  const problem = document.errors[0] ?? document.warnings.find(({ code }) => code !== 'BAD_INDENT')
  if (problem !== undefined) {
    const { line, col } = lineCounter.linePos(problem.pos[0])
    throw malformed(`${language} not well-formed. (line ${line}, column ${col})`)
  }
  refuseSharing(document)
  const value = document.toJS() as Json
  if (!isObject(value)) throw malformed('unsupported structure.')
  return normalised(value) as JsonObject
}

/** CloudFormation uses the last value of a repeated key. */
function parse(text: string) {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    version: '1.1',
    lineCounter,
    uniqueKeys: false,
    customTags: tags => [
      ...tags.filter(tag => typeof tag === 'string' || !unsupportedTags.some(name => tag.tag.endsWith(name))),
      ...shortForms,
    ],
  })
  return { document: document as Document, lineCounter }
}

/** "CloudFormation doesn't support aliases and hash merges" (user guide, template formats). */
function refuseSharing(document: Document): void {
  visit(document, {
    Alias() {
      throw malformed('YAML aliases are not allowed in CloudFormation templates')
    },
    Pair(_, { key }) {
      if (isScalar(key) && (key.source === '<<' || typeof key.value === 'symbol')) {
        throw malformed('YAML merge keys are not allowed in CloudFormation templates')
      }
    },
  })
}

/** `Fn::GetAtt: a.b` is allowed in YAML only; it also becomes a list. */
function normalised(value: Json): Json {
  if (isList(value)) return value.map(normalised)
  if (!isObject(value)) return value
  const [name, argument] = onlyEntry(value) ?? []
  if (name === 'Fn::GetAtt' && typeof argument === 'string') {
    const dot = argument.indexOf('.')
    return { 'Fn::GetAtt': [argument.slice(0, dot), argument.slice(dot + 1)] }
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, normalised(member)]))
}

function malformed(what: string): ApiError {
  return validationError(`Template format error: ${what}`)
}
