import Handlebars from 'handlebars'
import { ToolError } from '../errors/tool-error.ts'
import type { TemplateVariables } from './variables.ts'

export interface TemplateSource {
  /** As a person knows it, for messages. */
  readonly file: string
  readonly text: string
}

/** All that deciding a structure takes. */
const helpers = ['if', 'unless']

/**
 * Handlebars decides structure only; no value of a configuration passes through it, so nothing is escaped.
 *
 * @throws ToolError TEMPLATE_BROKEN for a syntax error and for a name that the view has not
 */
export function renderTemplate(source: TemplateSource, view: object): string {
  const program = parse(source)
  refuseUnknownNames(source, program, [...helpers, ...Object.keys(view)])
  return Handlebars.compile(program, { noEscape: true })(view)
}

/** Without these a bake cannot upload its recipe, find its AMI or clean up after itself. */
const indispensable = [
  'base_image_id',
  'ami_name',
  'run_tags',
  'ami_tags',
  'snapshot_tags',
  'payload_folder',
  'scripts',
  'cleanup_script',
  'inventory_file',
  'manifest_file',
] as const satisfies readonly (keyof TemplateVariables)[]

/** @throws ToolError TEMPLATE_INCOMPLETE naming what a rendered template leaves out */
export function assertComplete(file: string, rendered: string): void {
  const code = rendered.replaceAll(/^\s*(?:#|\/\/).*$/gm, '')
  const absent = indispensable.filter(name => !new RegExp(`\\bvar\\.${name}\\b`).test(code))
  if (absent.length === 0) return
  throw new ToolError(
    'TEMPLATE_INCOMPLETE',
    `${file} leaves out ${absent.map(name => `var.${name}`).join(', ')}`,
    {
      why: 'A bake could then not upload its recipe, find its AMI or clean up after itself. Nothing was started.',
      hint: 'Use these variables as packer/image.pkr.hcl.hbs does; an own template is best begun as a copy of it.',
      exitStatus: 2,
    },
  )
}

function parse(source: TemplateSource): hbs.AST.Program {
  try {
    return Handlebars.parse(source.text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const line = /on line (\d+)/.exec(message)?.[1]
    throw broken(source, Number(line ?? 1), message.split('\n')[0] ?? message)
  }
}

/** Handlebars' own strict mode takes an unknown name inside `{{#if}}` for false. */
function refuseUnknownNames(
  source: TemplateSource,
  program: hbs.AST.Program,
  names: readonly string[],
): void {
  const visitor = new Handlebars.Visitor()
  visitor.PathExpression = ({ original, loc }) => {
    if (names.includes(original)) return
    throw broken(source, loc.start.line, `"${original}" is no name that a template may ask for.`)
  }
  visitor.accept(program)
}

function broken({ file }: TemplateSource, line: number, why: string): ToolError {
  return new ToolError('TEMPLATE_BROKEN', `${file}:${line} cannot be rendered`, {
    why,
    hint: 'docs/errors/TEMPLATE_BROKEN.md lists the names. Write \\{{ where Packer is to get {{.',
    exitStatus: 2,
  })
}
