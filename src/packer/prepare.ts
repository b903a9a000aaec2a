import semver from 'semver'
import { ToolError } from '../errors/tool-error.ts'
import type { PackerBinary, Run } from './run.ts'

export interface PrepareRequest {
  readonly packer: PackerBinary
  readonly run: Run
  readonly environment: Readonly<Record<string, string>>
  /** The run's folder, which contains the template. Packer's working directory: only packer-ecs writes to it. */
  readonly folder: string
  readonly template: string
}

type Call = Pick<PrepareRequest, 'packer' | 'run' | 'environment'> & { readonly folder?: string }

/** The first Packer with `packer plugins installed` (Packer's CHANGELOG, 1.8.0). */
const firstPackerListingPlugins = '1.8.0'

/**
 * Installs the template's `required_plugins`. Uses the network only for plugins that are not installed.
 *
 * @throws ToolError PLUGIN_MISSING
 */
export async function installPlugins(request: PrepareRequest): Promise<void> {
  const { exitCode, output } = await call(request, ['init', request.template])
  if (exitCode === 0) return
  throw new ToolError('PLUGIN_MISSING', `\`packer init\` could not install the Amazon plugin`, {
    why: `Packer ${request.packer.version} needs this plugin to build AMIs; it is downloaded once.`,
    hint: 'Run the command with network access (or a proxy), or install the plugin manually.',
    details: lines(output),
  })
}

/**
 * The newest installed Amazon plugin that is not one of the broken versions; null when there is none or Packer cannot
 * list plugins.
 */
export async function installedAmazonPlugin(
  request: Call,
  broken: readonly string[] = [],
): Promise<string | null> {
  if (semver.lt(request.packer.version, firstPackerListingPlugins)) return null
  const { output } = await call(request, ['plugins', 'installed'])
  return newestAmazonPlugin(output, broken)
}

/** Reads the output of `packer plugins installed`: one path per line. */
export function newestAmazonPlugin(output: string, broken: readonly string[] = []): string | null {
  const found = [...output.matchAll(/packer-plugin-amazon_v(\d+\.\d+\.\d+(?:-[0-9A-Za-z]+)?)_x/g)]
  const versions = found.flatMap(([, version]) => version ?? []).filter(version => !broken.includes(version))
  return versions.sort(semver.rcompare)[0] ?? null
}

/** @throws ToolError TEMPLATE_INVALID with Packer's message */
export async function validateTemplate(
  request: PrepareRequest & { readonly variablesFile: string },
): Promise<void> {
  const { exitCode, output } = await call(request, [
    'validate',
    `-var-file=${request.variablesFile}`,
    request.template,
  ])
  if (exitCode === 0) return
  throw new ToolError('TEMPLATE_INVALID', `Packer ${request.packer.version} rejects ${request.template}`, {
    why: 'Nothing was started; the template was only validated.',
    hint: 'The message of Packer shows the line. If you use your own template, correct it; otherwise please report a bug.',
    details: lines(output),
  })
}

function call({ packer, run, environment, folder }: Call, commandArguments: readonly string[]) {
  return run(packer.path, commandArguments, {
    environment,
    ...(folder === undefined ? {} : { folder }),
  })
}

function lines(output: string): string[] {
  return output.split('\n').filter(line => line.trim() !== '')
}
