import type { Json } from '../types.ts'
import { checkReferences } from './check-references.ts'
import { checkTypes } from './check-types.ts'
import { isObject, type JsonObject } from './json.ts'
import { hasLanguageExtensions, withoutLoops } from './language-extensions.ts'
import { parameterDeclaration } from './parameter-declaration.ts'
import { readDocument } from './read-document.ts'
import { resourceDeclaration } from './resource-declaration.ts'
import type { Mappings, OutputDeclaration, Template } from './template.ts'
import { validationError } from './validation-error.ts'

/** Maximum size of a template in a call, in bytes. */
const bodyLimit = 51_200
/** Maximum size of a template in S3, in bytes. */
const storedLimit = 1_000_000

/** Values of parameters by name, which a loop of the language extensions can use. */
type ParameterValues = Readonly<Record<string, string>>

const sections = [
  ...['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Mappings', 'Conditions'],
  ...['Rules', 'Transform', 'Resources', 'Outputs'],
]

/**
 * Reads a YAML or JSON template, and checks its references, types, and functions.
 * @throws ApiError `ValidationError`, in AWS's words
 */
export function parseTemplate(body: string, given: ParameterValues = {}): Template {
  if (Buffer.byteLength(body) <= bodyLimit) return parse(body, given)
  throw validationError(
    `1 validation error detected: Value '${body}' at 'templateBody' failed to satisfy constraint: ` +
      `Member must have length less than or equal to ${bodyLimit}`,
  )
}

/** Like `parseTemplate`, for a template in S3. */
export function parseStoredTemplate(body: string, given: ParameterValues = {}): Template {
  if (Buffer.byteLength(body) <= storedLimit) return parse(body, given)
  throw validationError(`Template may not exceed ${storedLimit} bytes in size.`)
}

function parse(body: string, given: ParameterValues): Template {
  const original = readDocument(body)
  const isExtended = original.Transform !== undefined
  // A transform can have its own sections, such as Globals.
  if (isExtended && !hasLanguageExtensions(original)) {
    throw validationError(
      'Template format error: the sandbox does not support transforms other than AWS::LanguageExtensions (sandbox/cloudformation/README.md).',
    )
  }
  const document = isExtended ? withoutLoops(original, given) : original
  const unknown = Object.keys(document).filter(name => !sections.includes(name))
  if (unknown.length > 0)
    throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`)
  const resources = section(document, 'Resources')
  if (Object.keys(resources).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.')
  }
  const template: Template = {
    body,
    isExtended,
    description: typeof document.Description === 'string' ? document.Description : null,
    metadata: document.Metadata ?? null,
    parameters: mapEntries(section(document, 'Parameters'), parameterDeclaration),
    mappings: section(document, 'Mappings') as Mappings,
    conditions: section(document, 'Conditions'),
    rules: section(document, 'Rules'),
    resources: mapEntries(resources, resourceDeclaration),
    outputs: mapEntries(section(document, 'Outputs'), outputDeclaration),
  }
  checkReferences(template)
  checkTypes(template)
  return template
}

function section(document: JsonObject, name: string): JsonObject {
  const value = document[name] ?? {}
  if (!isObject(value)) {
    throw validationError(`Template format error: ${name} must be an object.`)
  }
  return value
}

function outputDeclaration(name: string, value: Json): OutputDeclaration {
  if (!isObject(value) || value.Value === undefined) {
    throw validationError(
      `Template format error: Output ${name} is malformed. Every Outputs member must contain a Value object`,
    )
  }
  return {
    value: value.Value,
    exportName: isObject(value.Export) ? (value.Export.Name ?? null) : null,
    description: typeof value.Description === 'string' ? value.Description : null,
    condition: typeof value.Condition === 'string' ? value.Condition : null,
  }
}

function mapEntries<Value>(
  entries: JsonObject,
  map: (name: string, value: Json) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, map(name, value)]))
}
