import { resolve } from 'node:path'
import type { Profile } from '../aws/profiles.ts'
import type { RequestHandler } from '../aws/request-handler.ts'
import { ToolError } from '../errors/tool-error.ts'
import { readNamed } from '../files/read-named.ts'
import { UnusableFile } from '../files/unusable-file.ts'
import { files } from '../host/system.ts'
import { workingFolder } from '../host/working-folder.ts'

/** A PEM file with the certificate authorities to trust, and the setting that names it. */
export interface CaBundle {
  readonly file: string
  readonly setting: string
}

/** AWS_CA_BUNDLE, or ca_bundle of the profile, as in the AWS CLI. */
export function caBundle(profile: Profile | undefined): CaBundle | undefined {
  const { AWS_CA_BUNDLE } = process.env
  if (AWS_CA_BUNDLE) return { file: AWS_CA_BUNDLE, setting: 'AWS_CA_BUNDLE' }
  return profile?.ca_bundle
    ? { file: resolve(workingFolder(), profile.ca_bundle), setting: 'ca_bundle of the profile' }
    : undefined
}

/** For Packer, which does not read the profile: the kinds of endpoints that the SDK uses because the profile says so. */
export function endpointSwitches(profile: Profile | undefined): Readonly<Record<string, string>> {
  const { use_fips_endpoint: fips, use_dualstack_endpoint: dualstack } = profile ?? {}
  return {
    ...(fips === undefined ? {} : { AWS_USE_FIPS_ENDPOINT: fips }),
    ...(dualstack === undefined ? {} : { AWS_USE_DUALSTACK_ENDPOINT: dualstack }),
  }
}

/**
 * For SDK clients: uses HTTPS_PROXY, NO_PROXY and the CA bundle. Undefined if none of them is set: the handler of the
 * SDK is enough then, and this code is not loaded.
 *
 * @throws ToolError CA_BUNDLE_UNREADABLE
 */
export async function requestHandler(bundle: CaBundle | undefined): Promise<RequestHandler | undefined> {
  const { HTTPS_PROXY, https_proxy, ALL_PROXY, all_proxy } = process.env
  if (!(HTTPS_PROXY || https_proxy || ALL_PROXY || all_proxy || bundle)) return undefined
  const [{ createRequestHandler }, { getProxyForUrl }, authorities] = await Promise.all([
    import('../aws/request-handler.ts'),
    import('proxy-from-env'),
    bundle === undefined ? null : readBundle(bundle),
  ])
  return createRequestHandler({ proxyFor: getProxyForUrl, authorities })
}

const mostBundleBytes = 10_000_000

async function readBundle(bundle: CaBundle): Promise<string> {
  const bytes = await readNamed(bundle.file, mostBundleBytes, files).catch(cause => {
    throw unusable(bundle, `it ${UnusableFile.from(bundle.file, cause).problem}`, cause)
  })
  const text = bytes.toString()
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw unusable(bundle, 'it contains no PEM certificate')
}

function unusable({ file, setting }: CaBundle, problem: string, cause?: Error): ToolError {
  return new ToolError('CA_BUNDLE_UNREADABLE', `${setting} is ${file}: ${problem}`, {
    why: 'Its certificate authorities are trusted instead of the built-in ones.',
    hint: 'Correct it, or remove the setting to trust the built-in certificate authorities.',
    exitStatus: 2,
    cause,
  })
}
