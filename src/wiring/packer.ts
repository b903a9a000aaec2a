import type { Packer } from '../images/context.ts'
import { build } from '../packer/build.ts'
import { capabilitiesOf } from '../packer/capabilities.ts'
import { packerEnvironment } from '../packer/environment.ts'
import { findPacker } from '../packer/find.ts'
import { installedAmazonPlugin, installPlugins, validateTemplate } from '../packer/prepare.ts'
import { run } from '../packer/run.ts'
import { startCredentialEndpoint } from '../session/credential-endpoint.ts'
import type { Aws } from './aws.ts'
import { files, random } from './system.ts'

/** Packer with our environment, and with credentials lent to it while it builds and no longer. */
export function createPacker({ region, lend }: Aws): Packer {
  const withoutCredentials = () => packerEnvironment(process.env, { region, credentialEndpoint: null })
  // Asking for the version takes as long as the calls to AWS that come first.
  const found = findPacker({ environment: withoutCredentials(), fileSystem: files, run })
  found.catch(() => undefined)
  return {
    find: () => found,

    async check(request) {
      const call = { ...request, run, environment: withoutCredentials() }
      const hasPlugins = capabilitiesOf(request.packer.version).oldestAmazonPlugin !== null
      if (hasPlugins) await installPlugins(call)
      await validateTemplate(call)
      return hasPlugins ? installedAmazonPlugin(call) : null
    },

    async *build(request) {
      const endpoint = await startCredentialEndpoint({ credentials: lend, random })
      try {
        const environment = packerEnvironment(process.env, { region, credentialEndpoint: endpoint })
        yield* build({ ...request, environment, fileSystem: files })
      } finally {
        await endpoint.close()
      }
    },
  }
}
