import { chmod, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/bake/device.sh']
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'recipe-device-'))
  await mkdir(join(root, 'dev'))
  await mkdir(join(root, 'bin'))
})

async function device(name: string): Promise<void> {
  await writeFile(join(root, 'dev', name), '')
}

/** An ebsnvme-id that knows some NVMe devices. */
async function ebsNvmeId(names: Record<string, string>): Promise<void> {
  const cases = Object.entries(names).map(([nvme, name]) => `*/${nvme}) echo '${name}';;`)
  await writeFile(join(root, 'bin/ebsnvme-id'), `#!/bin/sh\ncase $2 in ${cases.join(' ')} *) exit 1;; esac\n`)
  await chmod(join(root, 'bin/ebsnvme-id'), 0o755)
}

async function resolve(name: string) {
  // Files replace block devices; they are not changed.
  const lines = `is_block_device() { [[ -f $1 ]]; }\nresolve_device ${name}`
  const environment = { ROOT: root, PATH: `${root}/bin:${process.env.PATH}` }
  const { exitCode, stdout } = await runBash(sources, lines, { environment })
  return exitCode === 0 ? stdout.replace(root, '') : undefined
}

describe('resolve_device', () => {
  test('follows the link that ec2-utils creates', async () => {
    await device('nvme3n1')
    await symlink('nvme3n1', join(root, 'dev/xvdcy'))
    expect(await resolve('/dev/xvdcy')).toBe('/dev/nvme3n1')
  })

  test('uses a device of that name when there is no NVMe', async () => {
    await device('xvdcy')
    expect(await resolve('/dev/xvdcy')).toBe('/dev/xvdcy')
  })

  test.each(['xvdcy', '/dev/xvdcy', 'xvdcy   '])(
    'asks each NVMe device, which answers "%s"',
    async answer => {
      await device('nvme0n1')
      await device('nvme1n1')
      await ebsNvmeId({ nvme0n1: 'xvda', nvme1n1: answer })
      expect(await resolve('/dev/xvdcy')).toBe('/dev/nvme1n1')
    },
  )

  test('finds nothing when no device has that name', async () => {
    await device('nvme0n1')
    await ebsNvmeId({ nvme0n1: 'xvda' })
    expect(await resolve('/dev/xvdcy')).toBeUndefined()
  })
})

describe('signature_of', () => {
  const sized = (lines: string) => `truncate --size=32M ${root}/disk\n${lines}\nsignature_of ${root}/disk`

  test('is empty for an empty device', async () => {
    expect(await runBash(sources, sized(''))).toMatchObject({ exitCode: 0, stdout: '' })
  })

  test('names the file system and its label', async () => {
    const { stdout } = await runBash(sources, sized(`mkfs.ext4 -q -L docker ${root}/disk`))
    expect(stdout).toBe('LABEL=docker TYPE=ext4')
  })
})
