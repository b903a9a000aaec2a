import type { TestSandbox } from './sandbox.ts'

/** Lines of a script in a bake: it says "it runs" and waits until it is let go. */
export const heldScript = 'echo "it runs"\nuntil [ -e /run/go-on ]; do sleep 0.2; done'

/** Lets the script on the build instance, the only machine that runs, go on. */
export async function letScriptGo(sandbox: TestSandbox): Promise<void> {
  const { machines } = JSON.parse(await sandbox.cli('status', '--json')) as {
    machines: { instanceId: string; state: string }[]
  }
  const build = machines.find(({ state }) => state === 'running')
  await sandbox.inMachine(build?.instanceId ?? '', 'touch /run/go-on')
}
