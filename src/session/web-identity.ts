import type { WebIdentityToken } from '../aws/sts-requests.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'

/**
 * The token that lies in a file now: whoever put it there replaces it before it expires.
 *
 * @throws ToolError WEB_IDENTITY_UNREADABLE
 */
export async function readWebIdentityToken(file: string, fileSystem: FileSystem): Promise<WebIdentityToken> {
  const text = await fileSystem.readFile(file, 'utf8').catch((cause: Error) => {
    throw unreadable(file, cause.message, cause)
  })
  const token = text.trim()
  if (token === '') throw unreadable(file, 'it is empty')
  return { text: token, subject: subjectOf(token) }
}

function subjectOf(token: string): string {
  const [, payload = ''] = token.split('.')
  try {
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub?: unknown }
    return typeof sub === 'string' ? sub : ''
  } catch {
    // STS says best what is wrong with a token that is none.
    return ''
  }
}

function unreadable(file: string, problem: string, cause?: Error): ToolError {
  return new ToolError('WEB_IDENTITY_UNREADABLE', `no web identity token is in ${file}: ${problem}`, {
    why: 'AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file of the profile, names that file.',
    hint: 'Have the job write its token there, or choose other credentials with --profile.',
    cause,
  })
}
