import { Lexer } from 'yaml'

/** More lines than that in a template are not indented. */
const mostLines = 100

/**
 * Indents the further lines of quoted text and flow collections, which CloudFormation's parser accepts in any column and
 * the YAML package does not. The values stay the same, because leading white space is not part of them.
 */
export function indentFlow(text: string): string {
  let indented = text
  for (let line = 0; line < mostLines; line += 1) {
    const offset = wrongLine(indented)
    if (offset === undefined) break
    indented = `${indented.slice(0, offset)}${' '.repeat(mostColumns)}${indented.slice(offset)}`
  }
  return indented
}

const mostColumns = 100

/** The offset of the first line at which quoted text or a flow collection ends too early for the lexer. */
function wrongLine(text: string): number | undefined {
  let offset = 0
  let previous = ''
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === flowError) return text.lastIndexOf('\n', offset - 1) + 1
    const isQuoted = previous !== scalarMark && /^['"]/.test(lexeme)
    const lineEnd = /^\r?\n/.exec(text.slice(offset + lexeme.length, offset + lexeme.length + 2))?.[0]
    if (isQuoted && lineEnd !== undefined && !closed.test(lexeme))
      return offset + lexeme.length + lineEnd.length
    previous = lexeme
    if (lexeme !== documentMark && lexeme !== scalarMark) offset += lexeme.length
  }
  return undefined
}

const closed = /^(?:'(?:[^']|'')*'|"(?:[^"\\]|\\[\s\S])*")$/

/** What the lexer adds to the text: before a document, before text that is not quoted, after a wrong flow collection. */
const documentMark = '\u0002'
const scalarMark = '\u001f'
const flowError = '\u0018'
