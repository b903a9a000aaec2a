import { isMap, LineCounter, parseDocument } from 'yaml'
import { nearest } from '../../config/nearest.ts'
import type { Json } from '../../config/settings.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { readNamed } from '../../files/read-named.ts'
import { UnusableFile } from '../../files/unusable-file.ts'
import type { FileSystem } from '../../ports/ports.ts'
import { isShortForm, longForm, shortForms } from './short-forms.ts'
import type { Template, TemplateResource } from './template.ts'
import { templateParameters } from './template-parameters.ts'

/** CloudFormation's limit for a template in the request body (user guide, quotas). */
const mostBytes = 51_200

/**
 * Reads a template in JSON or YAML, including the short forms of intrinsic functions.
 *
 * @throws ToolError STACK_TEMPLATE_UNREADABLE, STACK_TEMPLATE_TOO_LARGE, STACK_TEMPLATE_SYNTAX, STACK_TEMPLATE_INCOMPLETE
 */
export async function readTemplate(file: string, fileSystem: FileSystem): Promise<Template> {
  const body = await readBody(file, fileSystem)
  const root = asMap(parse(body, file))
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
      Object.entries(resources).map(([logicalId, resource]) => [logicalId, toResource(asMap(resource))]),
    ),
    conditions: asMap(root?.Conditions) ?? {},
    mappings: asMap(root?.Mappings) ?? {},
    outputs: asMap(root?.Outputs) ?? {},
  }
}

type JsonMap = Readonly<Record<string, Json>>

function asMap(value: Json | undefined): JsonMap | undefined {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isMapping ? (value as JsonMap) : undefined
}

function toResource(resource: JsonMap | undefined): TemplateResource {
  return {
    type: String(resource?.Type ?? ''),
    properties: asMap(resource?.Properties) ?? {},
    updatePolicy: resource?.UpdatePolicy ?? null,
    creationPolicy: resource?.CreationPolicy ?? null,
  }
}

async function readBody(file: string, fileSystem: FileSystem): Promise<string> {
  try {
    return (await readNamed(file, mostBytes, fileSystem)).toString('utf8')
  } catch (cause) {
    throw unusable(file, UnusableFile.from(file, cause))
  }
}

function unusable(file: string, cause: UnusableFile): ToolError {
  if (cause.kind === 'size') {
    return new ToolError('STACK_TEMPLATE_TOO_LARGE', `the template ${file} has ${cause.size} bytes`, {
      why: `CloudFormation accepts at most ${mostBytes} bytes in a request.`,
      hint: 'Move resources that change independently to a separate stack, or remove long comments.',
      exitStatus: 2,
    })
  }
  return new ToolError('STACK_TEMPLATE_UNREADABLE', `the template ${file} ${cause.problem}`, {
    hint: 'Check the path under stacks.….template; it is relative to packer-ecs.yaml.',
    exitStatus: 2,
    cause,
  })
}

function parse(body: string, file: string): Json | undefined {
  return /^\s*\{/.test(body) ? parseJson(body, file) : parseYaml(body, file)
}

function parseJson(body: string, file: string): Json {
  try {
    return JSON.parse(body) as Json
  } catch (cause) {
    throw syntax(file, undefined, 'JSON', (cause as Error).message)
  }
}

function parseYaml(body: string, file: string): Json | undefined {
  const lines = new LineCounter()
  const document = parseDocument(body, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) throw syntax(file, lines.linePos(error.pos[0]).line, 'YAML', error.message)
  const unknown = document.warnings.find(
    ({ code, pos }) => code === 'TAG_RESOLVE_FAILED' && !isShortForm(tagAt(body, pos[0])),
  )
  if (unknown !== undefined) {
    const tag = tagAt(body, unknown.pos[0])
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
  try {
    return isMap(document.contents) ? longForm(document.contents, document) : undefined
  } catch (cause) {
    // ReferenceError: an alias without an anchor, or too many; RangeError: an alias inside its own anchor.
    if (!(cause instanceof ReferenceError || cause instanceof RangeError)) throw cause
    throw syntax(file, undefined, 'YAML', cause.message, 'Replace the aliases (*name) with their values.')
  }
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
