import { resetSandbox } from '../supervisor/stop.ts'
import { type CommonOptions, stateFolderOf } from './options.ts'
import { print, printJson } from './output.ts'

/** Forgets everything but the cache. */
export async function reset(options: CommonOptions): Promise<void> {
  const stateFolder = stateFolderOf(options)
  await resetSandbox(stateFolder)
  if (options.json) return printJson({ stateFolder })
  print(`forgotten: machines, AMIs, recorded calls and account of ${stateFolder}`)
}
