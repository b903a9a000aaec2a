import { join } from 'node:path'
import { hasMotoEnvironment, motoEnvironmentFolder } from '../moto/environment.ts'
import { missingHostPackages } from '../supervisor/host-packages.ts'
import { inotifyShortage } from '../supervisor/inotify.ts'
import { type CommonOptions, cacheFolder, sourceFolder } from './options.ts'
import { print, printDocument } from './output.ts'

/** Prints what this machine is missing for a sandbox. Changes nothing. */
export async function check(options: CommonOptions): Promise<void> {
  const shortage = await inotifyShortage()
  const missing = [
    ...missingOfHost(),
    ...(await missingPackages()),
    ...(shortage === undefined ? [] : [shortage]),
  ]
  if (options.json) return printDocument<'check'>({ missing })
  print(missing.length === 0 ? 'nothing is missing' : `missing: ${missing.join(', ')}`)
}

function missingOfHost(): string[] {
  return [
    ...(process.platform === 'linux' ? [] : [`Linux (this is ${process.platform})`]),
    ...(process.getuid?.() === 0 ? [] : ['root']),
  ]
}

async function missingPackages(): Promise<string[]> {
  const requirementsFile = join(sourceFolder(process.argv[1] ?? ''), 'moto', 'requirements.txt')
  const environment = await motoEnvironmentFolder(cacheFolder(), requirementsFile)
  const packages = await missingHostPackages({
    searchPath: process.env.PATH ?? '',
    needsVirtualEnvironment: !(await hasMotoEnvironment(environment)),
  })
  return packages.map(({ name }) => `Debian package ${name}`)
}
