import Handlebars from 'handlebars'
import { ToolError } from '../errors/tool-error.ts'

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
