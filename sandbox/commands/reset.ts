import { resetSandbox } from '../supervisor/stop.ts'
import { type CommonOptions, stateFolderOf } from './options.ts'
import { print, printDocument } from './output.ts'

/** Forgets everything but the cache. */
export async function reset(options: CommonOptions): Promise<void> {
  const stateFolder = stateFolderOf(options)
  await resetSandbox(stateFolder)
  if (options.json) return printDocument<'reset'>({ stateFolder })
  print(`forgotten: machines, AMIs, recorded calls and account of ${stateFolder}`)
}
