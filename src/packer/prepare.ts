import semver from 'semver'
import { ToolError } from '../errors/tool-error.ts'
import type { PackerBinary, Run } from './run.ts'

export interface PrepareRequest {
  readonly packer: PackerBinary
  readonly run: Run
  readonly environment: Readonly<Record<string, string>>
  /** The run's folder, which holds the template. */
  readonly folder: string
  readonly template: string
}

/** The first Packer with `packer plugins installed` (Packer's CHANGELOG, 1.8.0). */
const firstPackerListingPlugins = '1.8.0'

/**
 * Installs what the template's `required_plugins` names. Reaches the network only for what is not there.
 *
 * @throws ToolError PLUGIN_MISSING
 */
export async function installPlugins(request: PrepareRequest): Promise<void> {
  const { exitCode, output } = await call(request, ['init', request.template])
  if (exitCode === 0) return
  throw new ToolError('PLUGIN_MISSING', `\`packer init\` could not install the Amazon plugin`, {
    why: `Packer ${request.packer.version} builds AMIs with a plugin that is downloaded once.`,
    hint: 'Run it where the network (or its proxy) can be reached, or install the plugin by hand.',
    details: lines(output),
  })
}

/** The newest Amazon plugin that is installed; null when there is none or Packer cannot tell. */
export async function installedAmazonPlugin(
  request: Omit<PrepareRequest, 'template'>,
): Promise<string | null> {
  if (semver.lt(request.packer.version, firstPackerListingPlugins)) return null
  const { output } = await call(request, ['plugins', 'installed'])
  return newestAmazonPlugin(output)
}

/** Reads the paths that `packer plugins installed` prints, one a line. */
export function newestAmazonPlugin(output: string): string | null {
  const found = [...output.matchAll(/packer-plugin-amazon_v(\d+\.\d+\.\d+(?:-[0-9A-Za-z]+)?)_x/g)]
  const versions = found.flatMap(([, version]) => version ?? [])
  return versions.sort(semver.rcompare)[0] ?? null
}

/** @throws ToolError TEMPLATE_INVALID with Packer's own words */
export async function validateTemplate(
  request: PrepareRequest & { readonly variablesFile: string },
): Promise<void> {
  const { exitCode, output } = await call(request, [
    'validate',
    `-var-file=${request.variablesFile}`,
    request.template,
  ])
  if (exitCode === 0) return
  throw new ToolError('TEMPLATE_INVALID', `Packer ${request.packer.version} refuses ${request.template}`, {
    why: 'Nothing was started: the template was only checked.',
    hint: "Packer's words below name the line. With an own template, correct it; otherwise it is our fault.",
    details: lines(output),
  })
}

function call(request: Omit<PrepareRequest, 'template'>, commandArguments: readonly string[]) {
  return request.run(request.packer.path, commandArguments, {
    environment: request.environment,
    folder: request.folder,
  })
}

function lines(output: string): string[] {
  return output.split('\n').filter(line => line.trim() !== '')
}
