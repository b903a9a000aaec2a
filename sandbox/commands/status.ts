import type { MachineStatus } from '../supervisor/control.ts'
import type { CommonOptions } from './options.ts'
import { print, printDocument } from './output.ts'
import { control, requireRunning } from './running.ts'

/** Prints the running sandbox and its machines. */
export async function status(options: CommonOptions): Promise<void> {
  const sandbox = await requireRunning(options)
  const machines = await control<readonly MachineStatus[]>(sandbox, 'machines')
  const { pid, endpoint, accountId, region, stateFolder } = sandbox
  const shown = machines.map(({ instanceId, imageId, address, state }) => ({
    instanceId,
    imageId,
    address,
    state,
  }))
  if (options.json)
    return printDocument<'status'>({ pid, endpoint, accountId, region, stateFolder, machines: shown })
  print(
    `endpoint      ${endpoint}`,
    `account       ${accountId}`,
    `region        ${region}`,
    `process       ${pid}`,
    `state folder  ${stateFolder}`,
    `machines      ${machines.length === 0 ? 'none' : ''}`,
    ...shown.map(
      machine => `  ${machine.instanceId}  ${machine.imageId}  ${machine.address}  ${machine.state}`,
    ),
  )
}
