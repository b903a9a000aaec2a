import type { WebIdentityToken } from '../aws/sts-requests.ts'
import { ToolError } from '../errors/tool-error.ts'
import { readNamed } from '../files/read-named.ts'
import { mostTextBytes, UnusableFile } from '../files/unusable-file.ts'
import type { FileSystem } from '../ports/ports.ts'

/**
 * Reads the token in a file. Its issuer replaces the file before the token expires.
 *
 * @throws ToolError WEB_IDENTITY_UNREADABLE
 */
export async function readWebIdentityToken(file: string, fileSystem: FileSystem): Promise<WebIdentityToken> {
  const bytes = await readNamed(file, mostTextBytes, fileSystem).catch(cause => {
    throw unreadable(file, `it ${UnusableFile.from(file, cause).problem}`, cause)
  })
  const token = bytes.toString().trim()
  if (token === '') throw unreadable(file, 'it is empty')
  return { text: token, subject: subjectOf(token) }
}

function subjectOf(token: string): string {
  const [, payload = ''] = token.split('.')
  try {
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub?: unknown }
    return typeof sub === 'string' ? sub : ''
  } catch {
    // STS reports what is wrong with an invalid token.
    return ''
  }
}

function unreadable(file: string, problem: string, cause?: Error): ToolError {
  return new ToolError(
    'WEB_IDENTITY_UNREADABLE',
    `cannot read a web identity token from ${file}: ${problem}`,
    {
      why: 'AWS_WEB_IDENTITY_TOKEN_FILE, or web_identity_token_file of the profile, is set to this file.',
      hint: 'Make sure that the CI job writes its token to the file, or use other credentials with --profile.',
      cause,
    },
  )
}
