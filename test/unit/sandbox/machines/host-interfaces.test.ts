import { expect, test } from 'vitest'
import { systemdHierarchies } from '#sandbox/machines/cgroup.ts'
import { nspawnArguments } from '#sandbox/machines/nspawn.ts'
import { overlayOptions } from '#sandbox/machines/overlay.ts'

test('overlay options escape colons and commas in paths', () => {
  expect(overlayOptions(['/a:b', '/c'], '/up,per', '/work')).toBe(
    'lowerdir=/a\\:b:/c,upperdir=/up\\,per,workdir=/work,volatile,redirect_dir=on',
  )
})

test('a host with only the unified hierarchy has one group for each machine', () => {
  const mountInfo = '35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n'
  expect(systemdHierarchies(mountInfo)).toEqual(['/sys/fs/cgroup'])
})

test('a host with both hierarchies has two, and the controllers do not change', () => {
  const mountInfo = [
    '42 31 0:34 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
    '43 31 0:35 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd',
    '44 31 0:36 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
  ].join('\n')
  expect(systemdHierarchies(mountInfo)).toEqual(['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'])
})

test('a machine boots with its name, network, volumes, and the container programs', () => {
  const argumentsOfMachine = nspawnArguments({
    instanceId: 'i-1',
    address: '10.64.0.10',
    root: '/run/sandbox/i-1',
    namespacePath: '/run/sandbox/i-1.net',
    containersFolder: '/cache/containers-1',
    devices: ['/dev/loop3'],
  })
  expect(argumentsOfMachine).toContain('--hostname=ip-10-64-0-10')
  expect(argumentsOfMachine).toContain('--network-namespace-path=/run/sandbox/i-1.net')
  expect(argumentsOfMachine).toContain('--bind-ro=/cache/containers-1:/opt/sandbox/containers')
  expect(argumentsOfMachine).toContain('--bind=/dev/loop3')
  expect(argumentsOfMachine.at(-1)).toBe('--boot')
})
