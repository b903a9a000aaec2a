import { clock, files, random } from '../host/system.ts'
import type { Packer } from '../images/context.ts'
import { build } from '../packer/build.ts'
import { capabilitiesOf } from '../packer/capabilities.ts'
import { packerEnvironment } from '../packer/environment.ts'
import { findPacker } from '../packer/find.ts'
import { installedAmazonPlugin, installPlugins, validateTemplate } from '../packer/prepare.ts'
import { run } from '../packer/run.ts'
import { startCredentialEndpoint } from '../session/credential-endpoint.ts'
import type { Aws } from './aws.ts'

/** Packer with its environment; it can read credentials only while it builds. */
export function createPacker({ region, lend, caBundle, endpointSwitches }: Aws): Packer {
  const parent = {
    ...endpointSwitches,
    ...process.env,
    ...(caBundle === null ? {} : { AWS_CA_BUNDLE: caBundle }),
  }
  const withoutCredentials = () => packerEnvironment(parent, { region, credentialEndpoint: null })
  // Reading the version takes as long as the AWS calls that come first, so it starts now.
  const found = findPacker({ environment: withoutCredentials(), fileSystem: files, run })
  found.catch(() => undefined)
  let installed: Promise<void> = Promise.resolve()
  return {
    find: () => found,

    async check(request) {
      const call = { ...request, run, environment: withoutCredentials() }
      const hasPlugins = capabilitiesOf(request.packer.version).oldestAmazonPlugin !== null
      if (hasPlugins) {
        // One at a time: several images would download the same plugin into the same file.
        installed = installed.catch(() => undefined).then(() => installPlugins(call))
        await installed
      }
      await validateTemplate(call)
      return hasPlugins ? installedAmazonPlugin(call, request.brokenPlugins) : null
    },

    async *build(request) {
      let refusal: unknown
      const credentials = async () => {
        try {
          const lent = await lend()
          refusal = undefined
          return lent
        } catch (cause) {
          refusal = cause
          throw cause
        }
      }
      const endpoint = await startCredentialEndpoint({ credentials, random })
      try {
        const environment = packerEnvironment(parent, { region, credentialEndpoint: endpoint })
        for await (const progress of build({ ...request, environment, clock, fileSystem: files })) {
          // Packer only reports that it found no credentials; the reason is known here.
          if (progress.type === 'finished' && progress.outcome === 'failed' && refusal !== undefined)
            throw refusal
          yield progress
        }
      } finally {
        await endpoint.close()
      }
    },
  }
}
