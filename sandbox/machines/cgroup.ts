import { mkdir, readdir, readFile, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sandboxName } from './subnet.ts'

/** Folders of the sandbox's control groups, one in each hierarchy that systemd uses on this host. */
export async function sandboxCgroups(stateFolder: string): Promise<readonly string[]> {
  const mountInfo = await readFile('/proc/self/mountinfo', 'utf8')
  return systemdHierarchies(mountInfo).map(root => join(root, `packer-ecs-${sandboxName(stateFolder)}`))
}

/**
 * Mount points of the unified hierarchy and, if the host has it, of `name=systemd`. systemd-nspawn creates groups in
 * both.
 */
export function systemdHierarchies(mountInfo: string): readonly string[] {
  return mountInfo
    .split('\n')
    .map(line => {
      const [before = '', after = ''] = line.split(' - ')
      const [type = '', , options = ''] = after.split(' ')
      return { mountPoint: before.split(' ')[4] ?? '', type, options: options.split(',') }
    })
    .filter(
      ({ type, options }) => type === 'cgroup2' || (type === 'cgroup' && options.includes('name=systemd')),
    )
    .map(({ mountPoint }) => mountPoint)
}

/** A separate control group for the machine in each hierarchy: two machines must not share `payload`. */
export async function createMachineCgroups(
  stateFolder: string,
  instanceId: string,
): Promise<readonly string[]> {
  const groups = (await sandboxCgroups(stateFolder)).map(group => join(group, instanceId))
  await Promise.all(groups.map(group => mkdir(group, { recursive: true })))
  return groups
}

/** Removes groups whose processes have ended. Waits briefly for the last of them. */
export async function removeCgroups(groups: readonly string[]): Promise<void> {
  await Promise.all(groups.map(removeTree))
}

async function removeTree(group: string): Promise<void> {
  const children = await readdir(group, { withFileTypes: true }).catch(() => [])
  for (const child of children.filter(entry => entry.isDirectory())) await removeTree(join(group, child.name))
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const failure = await rmdir(group).catch((error: NodeJS.ErrnoException) => error)
    if (failure?.code !== 'EBUSY') return
    await sleep(20)
  }
}
