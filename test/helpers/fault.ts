import { onTestFinished } from 'vitest'
import type { TestSandbox } from './sandbox.ts'

export interface Fault {
  /** Takes it back; a call that it holds goes on. */
  off(): Promise<void>
}

/** Orders a fault for the test that runs; what is left of it then is taken back, for the tests after it. */
export async function orderFault(
  sandbox: TestSandbox,
  action: string,
  ...effect: readonly string[]
): Promise<Fault> {
  const off = async () => void (await sandbox.cli('fault', action, '--off'))
  onTestFinished(off)
  await sandbox.cli('fault', action, ...effect)
  return { off }
}
