import { homedir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { ensureBaseTree } from '#sandbox/tree/base-tree.ts'

export const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0

export interface TreeAnswer {
  readonly status: number
  /** Standard output and standard error together, as written. */
  readonly output: string
}

/** From the cache that the sandbox itself uses; the first call on a machine builds it. */
export async function baseTree(): Promise<readonly string[]> {
  const cacheHome = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  return ensureBaseTree({
    sourceFolder: join(import.meta.dirname, '../../sandbox/tree'),
    cacheFolder: join(cacheHome, 'packer-ecs/sandbox'),
    report() {},
  })
}

/**
 * Runs bash in a throw-away copy of the tree, with a network of its own (loopback only). Nothing that it writes or
 * mounts is there afterwards.
 */
export async function runInTree(lowerDirectories: readonly string[], script: string): Promise<TreeAnswer> {
  const setUp = `
    set -e
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/upper /mnt/work /mnt/root
    mount -t overlay overlay -o "lowerdir=$1,upperdir=/mnt/upper,workdir=/mnt/work" /mnt/root
    mount -t proc proc /mnt/root/proc
    mount --rbind /dev /mnt/root/dev
    ip link set lo up
    exec chroot /mnt/root /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C.UTF-8 bash -c "$2"`
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--propagation', 'private']
  const { exitCode, all } = await execa(
    'unshare',
    [...namespaces, 'bash', '-c', setUp, 'bash', lowerDirectories.join(':'), script],
    { all: true, reject: false, stdin: 'ignore' },
  )
  return { status: exitCode ?? -1, output: all }
}
