import type { Json } from '../../config/settings.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { TemplateParameter } from './template.ts'

/** Reads the section `Parameters` of a template. */
export function templateParameters(
  section: Readonly<Record<string, Json>>,
  file: string,
): Record<string, TemplateParameter> {
  return Object.fromEntries(
    Object.entries(section).map(([name, value]) => [name, toParameter(name, value, file)]),
  )
}

function toParameter(name: string, value: Json, file: string): TemplateParameter {
  const written = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, Json>>
  const text = (key: string) => {
    const found = written[key]
    return found === undefined || found === null
      ? null
      : Array.isArray(found)
        ? found.join(',')
        : String(found)
  }
  const number = (key: string) => (text(key) === null ? null : Number(text(key)))
  const type = text('Type')
  if (type === null) {
    throw new ToolError('STACK_TEMPLATE_INCOMPLETE', `the parameter ${name} of ${file} has no Type`, {
      hint: 'Add a type, e.g. "Type: String".',
      exitStatus: 2,
    })
  }
  const allowedValues = written.AllowedValues
  return {
    type,
    default: text('Default'),
    allowedValues: Array.isArray(allowedValues) ? allowedValues.map(String) : null,
    allowedPattern: text('AllowedPattern'),
    minLength: number('MinLength'),
    maxLength: number('MaxLength'),
    minValue: number('MinValue'),
    maxValue: number('MaxValue'),
    constraintDescription: text('ConstraintDescription'),
    noEcho: !['', 'false', 'no'].includes(text('NoEcho')?.toLowerCase() ?? ''),
  }
}
