import { lstat, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'recipe-clean-'))
})

afterEach(() => rm(root, { recursive: true, force: true }))

async function put(...paths: string[]) {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), 'content')
  }
}

/** Cleans the tree with the list of the recipe and own files at these targets. */
async function clean(targets: readonly string[] = []) {
  const setup = [
    `payload=${process.cwd()}`,
    'say() { :; }',
    `setting() { printf '%s\\n' ${targets.join(' ')}; }`,
  ]
  const { exitCode, stderr } = await runBash(
    ['files/bake/lines.sh', 'files/bake/clean.sh'],
    [...setup, 'clean_paths'].join('\n'),
    {
      environment: { ROOT: root },
    },
  )
  expect(exitCode, stderr).toBe(0)
}

async function filesLeft(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length))
    .toSorted()
}

test('deletes the keys and histories of every home folder, and keeps known_hosts', async () => {
  await put(
    '/root/.ssh/authorized_keys',
    '/home/ec2-user/.ssh/authorized_keys',
    '/home/ec2-user/.bash_history',
  )
  await put('/root/.ssh/known_hosts', '/home/ec2-user/.bashrc')
  await clean()
  expect(await filesLeft()).toEqual(['/home/ec2-user/.bashrc', '/root/.ssh/known_hosts'])
})

test('deletes what matches a pattern', async () => {
  await put('/etc/ssh/ssh_host_rsa_key', '/etc/ssh/ssh_host_rsa_key.pub', '/etc/ssh/sshd_config')
  await clean()
  expect(await filesLeft()).toEqual(['/etc/ssh/sshd_config'])
})

test('empties the machine-id instead of deleting it', async () => {
  await put('/etc/machine-id')
  await clean()
  expect((await stat(join(root, '/etc/machine-id'))).size).toBe(0)
})

test('deletes the machine-id of D-Bus, but not a link to that of the instance', async () => {
  await put('/var/lib/dbus/machine-id')
  await clean()
  expect(await filesLeft()).toEqual([])
  await symlink('/etc/machine-id', join(root, '/var/lib/dbus/machine-id'))
  await clean()
  expect((await lstat(join(root, '/var/lib/dbus/machine-id'))).isSymbolicLink()).toBe(true)
})

test('deletes the state of cloud-init, and keeps the scripts that it runs at each boot', async () => {
  await put(
    '/var/lib/cloud/data/status.json',
    '/var/lib/cloud/.hidden',
    '/var/lib/cloud/scripts/per-boot/mount.sh',
  )
  await clean()
  expect(await filesLeft()).toEqual(['/var/lib/cloud/scripts/per-boot/mount.sh'])
})

test('deletes logs, and keeps their folders and the own files in them', async () => {
  await put(
    '/var/log/dnf.log',
    '/var/log/app/app.log',
    '/var/log/own/.keep',
    '/var/log/journal/0123/system.journal',
  )
  await clean(['/var/log/own/.keep', '/var/log/never-there'])
  expect(await filesLeft()).toEqual(['/var/log/own/.keep'])
  expect(await readdir(join(root, '/var/log'))).toEqual(['app', 'journal', 'own'])
  expect(await readdir(join(root, '/var/log/journal'))).toEqual([])
})

test('leaves the recipe itself for the end', async () => {
  await put('/var/tmp/packer-ecs/settings.json')
  await clean()
  expect(await filesLeft()).toEqual(['/var/tmp/packer-ecs/settings.json'])
})
