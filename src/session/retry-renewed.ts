import type { CredentialProvider } from '../aws/credentials.ts'
import { ToolError } from '../errors/tool-error.ts'

/** Tries once more with renewed credentials: a session, especially a cached one, can end before it expires. */
export async function retryRenewed<Result>(
  source: CredentialProvider,
  use: (source: CredentialProvider) => Promise<Result>,
): Promise<Result> {
  const given = await source()
  try {
    return await use(async () => given)
  } catch (error) {
    if (!isEnded(error)) throw error
    const renewed = await source({ forceRefresh: true })
    if (renewed.accessKeyId === given.accessKeyId) throw error
    return use(async () => renewed)
  }
}

function isEnded(error: unknown): boolean {
  return (
    error instanceof ToolError &&
    (error.code === 'CREDENTIALS_EXPIRED' || error.code === 'CREDENTIALS_REFUSED')
  )
}
