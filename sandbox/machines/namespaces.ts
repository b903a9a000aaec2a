import { spawn } from 'node:child_process'
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sandboxCgroups } from './cgroup.ts'
import { run } from './command.ts'

/** The descriptor under which the process inside the namespaces finds the host's network namespace. */
export const hostNetworkDescriptor = 3

/**
 * Empty control groups are the one thing that the kernel keeps when the namespaces end; the shell that
 * started them waits for that and removes them.
 */
const launcher = `
unshare --pid --mount --net --ipc --fork --kill-child --mount-proc -- "$@" >&2 &
echo $!
exec >&2 3<&-
wait $!
for attempt in $(seq 50); do
  left=
  for group in $CGROUPS; do
    [ -d "$group" ] || continue
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || left=yes
  done
  [ -z "$left" ] && break
  sleep 0.1
done
`

export interface LaunchOptions {
  readonly command: readonly [string, ...string[]]
  readonly environment: NodeJS.ProcessEnv
  readonly stateFolder: string
  /** Descriptor that takes standard output and error. */
  readonly log: number
}

/**
 * Host's side: starts a command under its own process, mount, network and IPC namespaces. Killing the process
 * whose id is returned ends everything that runs in them, and with it every mount, interface and loop device.
 */
export async function spawnInNamespaces(options: LaunchOptions): Promise<number> {
  const hostNetwork = await open('/proc/self/ns/net')
  try {
    const cgroups = await sandboxCgroups(options.stateFolder)
    const shell = spawn('bash', ['-c', launcher, 'sandbox', ...options.command], {
      detached: true,
      env: { ...options.environment, CGROUPS: cgroups.join(' ') },
      stdio: ['ignore', 'pipe', options.log, hostNetwork.fd],
    })
    const pid = await firstLine(shell.stdout)
    shell.stdout?.destroy()
    shell.unref()
    return Number(pid)
  } finally {
    await hostNetwork.close()
  }
}

/** For mount points and network namespaces: in memory, and gone with the sandbox. */
export const runtimeFolder = '/run/sandbox'

/**
 * Inside, before anything else: a /run of the sandbox's own, so that no tool leaves its traces in the host's; no
 * way out to the internet; and what a sandbox that was killed left of its machines is removed.
 */
export async function prepareNamespaces(stateFolder: string): Promise<void> {
  await run('mount', ['-t', 'tmpfs', '-o', 'mode=0755', 'sandbox', '/run'])
  await mkdir(runtimeFolder)
  await writeFile('/proc/sys/net/ipv4/ip_forward', '0')
  await rm(join(stateFolder, 'machines'), { recursive: true, force: true })
}

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  for await (const chunk of stream ?? []) return String(chunk).trim()
  throw new Error('the sandbox could not be started: bash ended without starting it')
}
