import { resetSandbox } from '../supervisor/stop.ts'
import { type CommonOptions, stateFolderOf } from './options.ts'
import { print, printDocument } from './output.ts'

/** Stops the sandbox and deletes everything except the cache. */
export async function reset(options: CommonOptions): Promise<void> {
  const stateFolder = stateFolderOf(options)
  await resetSandbox(stateFolder)
  if (options.json) return printDocument<'reset'>({ stateFolder })
  print(`deleted the machines, AMIs, recorded calls, and account of ${stateFolder}`)
}
