import Handlebars from 'handlebars'
import { ToolError } from '../errors/tool-error.ts'
import type { TemplateVariables } from './variables.ts'

export interface TemplateSource {
  /** The path shown in messages. */
  readonly file: string
  readonly text: string
}

/** The helpers that a template can use. */
const helpers = ['if', 'unless']

/**
 * Handlebars determines only the structure; configuration values do not pass through it, so nothing is escaped.
 *
 * @throws ToolError TEMPLATE_BROKEN for a syntax error and for an unknown name
 */
export function renderTemplate(source: TemplateSource, view: object): string {
  const program = parse(source)
  refuseUnknownNames(source, program, [...helpers, ...Object.keys(view)])
  return Handlebars.compile(program, { noEscape: true })(view)
}

/** Without these variables a bake cannot upload its recipe, find its AMI or clean up. */
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

/** @throws ToolError TEMPLATE_INCOMPLETE with the variables that a rendered template does not use */
export function assertComplete(file: string, rendered: string): void {
  const code = rendered.replaceAll(/^\s*(?:#|\/\/).*$/gm, '')
  const absent = indispensable.filter(name => !new RegExp(`\\bvar\\.${name}\\b`).test(code))
  if (absent.length === 0) return
  throw new ToolError(
    'TEMPLATE_INCOMPLETE',
    `${file} does not use ${absent.map(name => `var.${name}`).join(', ')}`,
    {
      why: 'Without them, a bake cannot upload its recipe, find its AMI or clean up. Nothing was started.',
      hint: 'Use these variables as in packer/image.pkr.hcl.hbs; start your own template from a copy of that file.',
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

/** In Handlebars' strict mode, an unknown name inside `{{#if}}` is false, not an error. */
function refuseUnknownNames(
  source: TemplateSource,
  program: hbs.AST.Program,
  names: readonly string[],
): void {
  const visitor = new Handlebars.Visitor()
  visitor.PathExpression = ({ original, loc }) => {
    if (names.includes(original)) return
    throw broken(source, loc.start.line, `Unknown name "${original}".`)
  }
  visitor.accept(program)
}

function broken({ file }: TemplateSource, line: number, why: string): ToolError {
  return new ToolError('TEMPLATE_BROKEN', `${file}:${line} cannot be rendered`, {
    why,
    hint: 'docs/errors/TEMPLATE_BROKEN.md lists the names. Write \\{{ for a {{ that Packer should read.',
    exitStatus: 2,
  })
}
