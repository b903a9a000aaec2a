import { join } from 'node:path'
import { readNamed } from '../files/read-named.ts'
import { mostTextBytes } from '../files/unusable-file.ts'
import type { FileSystem } from '../ports/ports.ts'
import { type LaunchedScript, launcherText } from './launcher.ts'

/** Writes the scripts into the payload and their launchers into the run's folder. */
export async function writeScripts(
  runFolder: string,
  payloadFolder: string,
  launched: readonly LaunchedScript[],
  fileSystem: FileSystem,
): Promise<void> {
  const folder = join(payloadFolder, 'scripts')
  await fileSystem.mkdir(folder, { recursive: true })
  await fileSystem.mkdir(join(runFolder, 'launch'), { recursive: true })
  await Promise.all([
    ...launched.map(({ script, payloadName }) =>
      copyScript(script.path, join(folder, payloadName), fileSystem),
    ),
    ...[...Map.groupBy(launched, ({ launcher }) => launcher)].map(([launcher, scripts]) =>
      fileSystem.writeFile(join(runFolder, launcher), launcherText(scripts, launched)),
    ),
  ])
}

/** Like Packer, converts line ends of Windows; unlike it, not in a script that carries binary content. */
async function copyScript(from: string, to: string, fileSystem: FileSystem): Promise<void> {
  const { size } = await fileSystem.stat(from)
  const content = size > mostTextBytes ? null : await readNamed(from, mostTextBytes, fileSystem)
  if (content === null || content.includes(0)) await fileSystem.cp(from, to, { dereference: true })
  else await fileSystem.writeFile(to, content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}
