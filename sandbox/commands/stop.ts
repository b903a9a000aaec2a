import { stopSandbox } from '../supervisor/stop.ts'
import { type CommonOptions, stateFolderOf } from './options.ts'
import { print, printDocument } from './output.ts'

/** Ends the sandbox. Its account and its record of calls stay; what the account held does not. */
export async function stop(options: CommonOptions): Promise<void> {
  const stateFolder = stateFolderOf(options)
  const stopped = await stopSandbox(stateFolder)
  if (options.json) return printDocument<'stop'>({ stateFolder, stopped })
  print(
    stopped
      ? 'stopped; its machines, AMIs and everything else in its account are forgotten'
      : `no sandbox runs in ${stateFolder}`,
  )
}
