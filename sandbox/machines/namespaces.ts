import { spawn } from 'node:child_process'
import { mkdir, open, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { sandboxCgroups } from './cgroup.ts'
import { run } from './command.ts'

/** File descriptor of the host's network namespace in the process inside the namespaces. */
const hostNetworkDescriptor = 3

/**
 * The kernel keeps empty control groups when the namespaces end. The shell that started the namespaces waits for their
 * end and removes the groups. It first closes what the caller has open, such as the pipe of a `tee`, which would
 * otherwise wait for the end of the sandbox.
 */
const launcher = `
for descriptor in /proc/self/fd/*; do
  descriptor=\${descriptor##*/}
  [ "$descriptor" -le ${hostNetworkDescriptor} ] || eval "exec $descriptor>&-"
done
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
  /** File descriptor for standard output and error. */
  readonly log: number
}

/**
 * On the host: starts a command in new process, mount, network, and IPC namespaces. Killing the returned process ends
 * everything in them, and removes every mount, interface, and loop device.
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

/** Inside the namespaces: the beginning of a command that runs in the host's network. */
export function enterHostNetwork(): readonly string[] {
  return ['nsenter', `--net=/proc/${process.pid}/fd/${hostNetworkDescriptor}`]
}

/** For mount points and network namespaces; in memory, deleted with the sandbox. */
export const runtimeFolder = '/run/sandbox'

/**
 * Inside the namespaces, before anything else: mounts a separate /run, so that no tool writes into the host's; blocks
 * the way to the internet; and removes the machines of a sandbox that was killed.
 */
export async function prepareNamespaces(stateFolder: string): Promise<void> {
  // On some hosts /etc/resolv.conf is a link into /run, and packages are downloaded later.
  const nameServers = await readFile('/etc/resolv.conf').catch(() => undefined)
  await run('mount', ['-t', 'tmpfs', '-o', 'mode=0755', 'sandbox', '/run'])
  if (nameServers !== undefined) await restoreNameServers(nameServers)
  await mkdir(runtimeFolder)
  await writeFile('/proc/sys/net/ipv4/ip_forward', '0')
  await rm(join(stateFolder, 'machines'), { recursive: true, force: true })
}

async function restoreNameServers(content: Buffer): Promise<void> {
  const file = '/etc/resolv.conf'
  const target = resolve(dirname(file), await readlink(file).catch(() => file))
  if (!target.startsWith('/run/')) return
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, content)
}

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  for await (const chunk of stream ?? []) return String(chunk).trim()
  throw new Error('the sandbox was not started: bash exited without starting it')
}
