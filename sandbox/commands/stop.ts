import { stopSandbox } from '../supervisor/stop.ts'
import { type CommonOptions, stateFolderOf } from './options.ts'
import { print, printDocument } from './output.ts'

/** Stops the sandbox. Its account id and recorded calls are kept; the account's resources are not. */
export async function stop(options: CommonOptions): Promise<void> {
  const stateFolder = stateFolderOf(options)
  const stopped = await stopSandbox(stateFolder)
  if (options.json) return printDocument<'stop'>({ stateFolder, stopped })
  print(
    stopped
      ? 'stopped; its machines, AMIs, and all other resources are deleted'
      : `no sandbox is running in ${stateFolder}`,
  )
}
