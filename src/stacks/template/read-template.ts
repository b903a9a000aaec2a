import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { nearest } from '../../config/nearest.ts'
import type { Json } from '../../config/settings.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { readNamed } from '../../files/read-named.ts'
import { UnusableFile } from '../../files/unusable-file.ts'
import type { FileSystem } from '../../ports/ports.ts'
import { indentFlow } from './indent-flow.ts'
import { repeatedKeys } from './repeated-keys.ts'
import { isShortForm, longForm, shortForms } from './short-forms.ts'
import type { Template, TemplateResource } from './template.ts'
import { templateParameters } from './template-parameters.ts'

/** CloudFormation's limits for a template in the request body and in S3 (user guide, quotas). */
export const mostInlineBytes = 51_200
const mostStoredBytes = 1_000_000

/**
 * Reads a template as CloudFormation does: JSON, or YAML 1.1 without aliases and merge keys, including the short forms of
 * intrinsic functions.
 *
 * @throws ToolError STACK_TEMPLATE_UNREADABLE, STACK_TEMPLATE_TOO_LARGE, STACK_TEMPLATE_SYNTAX, STACK_TEMPLATE_INCOMPLETE
 */
export async function readTemplate(
  file: string,
  fileSystem: FileSystem,
  { isStored }: { /** Whether CloudFormation can read it from S3. */ readonly isStored: boolean } = {
    isStored: false,
  },
): Promise<Template> {
  return parseTemplate(await readBody(file, fileSystem, isStored), file)
}

/**
 * @param file where it is from, for messages
 * @throws ToolError STACK_TEMPLATE_SYNTAX, STACK_TEMPLATE_INCOMPLETE
 */
export function parseTemplate(body: string, file: string): Template {
  const { value, notices } = parse(body, file)
  const root = asMap(value)
  const resources = asMap(root?.Resources)
  if (resources === undefined || Object.keys(resources).length === 0) {
    throw new ToolError('STACK_TEMPLATE_INCOMPLETE', `the template ${file} has no resources`, {
      why: 'A CloudFormation template needs at least one resource under "Resources".',
      hint: 'Check that stacks.….template is the path of the right file.',
      exitStatus: 2,
    })
  }
  return {
    file,
    body,
    parameters: templateParameters(asMap(root?.Parameters) ?? {}, file),
    resources: Object.fromEntries(
      Object.entries(resources)
        // A loop of the language extensions: only CloudFormation knows its resources.
        .filter(([logicalId]) => !logicalId.startsWith('Fn::ForEach::'))
        .map(([logicalId, resource]) => [logicalId, toResource(asMap(resource))]),
    ),
    conditions: asMap(root?.Conditions) ?? {},
    mappings: asMap(root?.Mappings) ?? {},
    rules: asMap(root?.Rules) ?? {},
    outputs: asMap(root?.Outputs) ?? {},
    notices,
  }
}

type JsonMap = Readonly<Record<string, Json>>

export function asMap(value: Json | undefined): JsonMap | undefined {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMapping ? (value as JsonMap) : undefined
}

function toResource(resource: JsonMap | undefined): TemplateResource {
  return {
    type: String(resource?.Type ?? ''),
    properties: asMap(resource?.Properties) ?? {},
    updatePolicy: resource?.UpdatePolicy ?? null,
    creationPolicy: resource?.CreationPolicy ?? null,
    metadata: resource?.Metadata ?? null,
  }
}

async function readBody(file: string, fileSystem: FileSystem, isStored: boolean): Promise<string> {
  const mostBytes = isStored ? mostStoredBytes : mostInlineBytes
  try {
    return (await readNamed(file, mostBytes, fileSystem)).toString('utf8').replace(/^\uFEFF/, '')
  } catch (cause) {
    const unusable = UnusableFile.from(file, cause)
    throw unusable.kind === 'size' ? tooLarge(file, unusable.size, isStored) : unreadable(file, unusable)
  }
}

function tooLarge(file: string, size: number | undefined, isStored: boolean): ToolError {
  const [why, remedy] = isStored
    ? [`CloudFormation accepts at most ${mostStoredBytes} bytes in S3.`, '']
    : [
        `CloudFormation accepts at most ${mostInlineBytes} bytes in a request.`,
        'Set in packer-ecs.yaml: artifacts: {bucket: NAME}, a bucket of your account; CloudFormation then reads the template from it. Or: ',
      ]
  return new ToolError('STACK_TEMPLATE_TOO_LARGE', `the template ${file} has ${size} bytes`, {
    why,
    hint: `${remedy}Move resources that change independently to a separate stack, or remove long comments.`,
    exitStatus: 2,
  })
}

function unreadable(file: string, cause: UnusableFile): ToolError {
  return new ToolError('STACK_TEMPLATE_UNREADABLE', `the template ${file} ${cause.problem}`, {
    hint: 'Check the path under stacks.….template; it is relative to packer-ecs.yaml.',
    exitStatus: 2,
    cause,
  })
}

interface Parsed {
  readonly value: Json | undefined
  readonly notices: readonly string[]
}

function parse(body: string, file: string): Parsed {
  return /^\s*\{/.test(body) ? { value: parseJson(body, file), notices: [] } : parseYaml(body, file)
}

function parseJson(body: string, file: string): Json {
  try {
    return JSON.parse(body) as Json
  } catch (cause) {
    throw syntax(file, undefined, 'JSON', (cause as Error).message)
  }
}

function parseYaml(body: string, file: string): Parsed {
  const { document, lines, text } = toDocument(body)
  const [error] = document.errors
  if (error !== undefined) throw syntax(file, lines.linePos(error.pos[0]).line, 'YAML', error.message)
  const unknown = document.warnings.find(
    ({ code, pos }) => code === 'TAG_RESOLVE_FAILED' && !isShortForm(tagAt(text, pos[0])),
  )
  if (unknown !== undefined) {
    const tag = tagAt(text, unknown.pos[0])
    const near = nearest(tag, shortForms)
    const line = lines.linePos(unknown.pos[0]).line
    throw syntax(
      file,
      line,
      'template',
      `${tag} is not an intrinsic function`,
      near && `Did you mean ${near}?`,
    )
  }
  const shared = sharedAt(document)
  if (shared !== undefined) {
    throw syntax(
      file,
      lines.linePos(shared).line,
      'template',
      'CloudFormation does not accept YAML aliases (*name) and merge keys (<<)',
      'Write the value in each place where it is used.',
    )
  }
  const value = isMap(document.contents) ? longForm(document.contents) : undefined
  return { value, notices: repeatedKeys(document, lines, file) }
}

function toDocument(body: string) {
  const asWritten = parseText(body)
  if (asWritten.document.errors.length === 0) return asWritten
  const indented = parseText(indentFlow(body))
  return indented.document.errors.length === 0 ? indented : asWritten
}

function parseText(text: string) {
  const lines = new LineCounter()
  const options = { lineCounter: lines, prettyErrors: false, logLevel: 'silent', uniqueKeys: false } as const
  return { document: parseDocument(text, options) as Document, lines, text }
}

/** The offset of the first alias or merge key. */
function sharedAt(document: Document): number | undefined {
  let offset: number | undefined
  visit(document, {
    Alias(_, { range }) {
      offset = range?.[0]
      return visit.BREAK
    },
    Pair(_, { key }) {
      if (!isScalar(key) || key.value !== '<<' || key.type !== 'PLAIN') return undefined
      offset = key.range?.[0]
      return visit.BREAK
    },
  })
  return offset
}

function tagAt(body: string, offset: number): string {
  return /^![\w:]*/.exec(body.slice(offset))?.[0] ?? ''
}

function syntax(
  file: string,
  line: number | undefined,
  kind: string,
  message: string,
  hint: string | undefined = 'Correct this line; cfn-lint reports more problems of a template.',
): ToolError {
  const where = line === undefined ? file : `${file}:${line}`
  return new ToolError('STACK_TEMPLATE_SYNTAX', `invalid ${kind}: ${message} (${where})`, {
    hint,
    exitStatus: 2,
  })
}
