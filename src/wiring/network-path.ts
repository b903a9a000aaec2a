import type { RequestHandler } from '../aws/request-handler.ts'
import { ToolError } from '../errors/tool-error.ts'
import { files } from './system.ts'

/**
 * For SDK clients: honours HTTPS_PROXY, NO_PROXY and AWS_CA_BUNDLE. Undefined when none of them is set: then the
 * SDK's own handler does, and nothing of this is loaded.
 *
 * @throws ToolError CA_BUNDLE_UNREADABLE
 */
export async function requestHandler(): Promise<RequestHandler | undefined> {
  const { HTTPS_PROXY, https_proxy, ALL_PROXY, all_proxy, AWS_CA_BUNDLE } = process.env
  if (!(HTTPS_PROXY || https_proxy || ALL_PROXY || all_proxy || AWS_CA_BUNDLE)) return undefined
  const [{ createRequestHandler }, { getProxyForUrl }, authorities] = await Promise.all([
    import('../aws/request-handler.ts'),
    import('proxy-from-env'),
    AWS_CA_BUNDLE ? readBundle(AWS_CA_BUNDLE) : null,
  ])
  return createRequestHandler({ proxyFor: getProxyForUrl, authorities })
}

async function readBundle(file: string): Promise<string> {
  const text = await files.readFile(file, 'utf8').catch((cause: Error) => {
    throw unusable(file, cause.message, cause)
  })
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw unusable(file, 'it holds no certificate in PEM form')
}

function unusable(file: string, problem: string, cause?: Error): ToolError {
  return new ToolError('CA_BUNDLE_UNREADABLE', `AWS_CA_BUNDLE is ${file}: ${problem}`, {
    why: 'It holds the authorities that are trusted instead of the built-in ones.',
    hint: 'Correct AWS_CA_BUNDLE, or unset it to trust the built-in authorities.',
    exitStatus: 2,
    cause,
  })
}
