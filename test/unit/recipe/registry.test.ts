import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/bake/registry.sh']
let folder: string
let environment: Record<string, string>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-registry-'))
  environment = { PATH: `${folder}:${process.env.PATH}` }
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** Writes a stand-in of a program, as a shell script. */
async function tool(name: string, lines: readonly string[]) {
  await writeFile(join(folder, name), ['#!/bin/sh', ...lines].join('\n'))
  await chmod(join(folder, name), 0o755)
}

describe('ecr_registry', () => {
  test.each([
    [
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1',
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com eu-central-1',
    ],
    [
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app',
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com us-gov-west-1',
    ],
    [
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b@sha256:00',
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn cn-north-1',
    ],
    ['public.ecr.aws/nginx/nginx:1', ''],
    ['nginx', ''],
    ['registry.corp:5000/app', ''],
  ])('of %s is %j', async (image, found) => {
    expect((await runBash(sources, `ecr_registry ${image}`)).stdout).toBe(found)
  })
})

describe('unneeded_images', () => {
  /** A Docker with the images a, b and c, of which a container uses c. */
  async function unneeded(...kept: string[]): Promise<string[]> {
    await tool('docker', [
      'case "$1 $2" in',
      "  'image ls') printf 'id-a\\nid-b\\nid-c\\nid-a\\n' ;;",
      "  'image inspect') shift 4; printf 'id-%s\\n' \"$@\" ;;",
      "  'container ls') echo container ;;",
      "  'container inspect') echo id-c ;;",
      'esac',
    ])
    return (await runBash(sources, `unneeded_images ${kept.join(' ')}`, { environment })).stdout.split('\n')
  }

  test('are those that neither the configuration names nor a container uses', async () => {
    expect(await unneeded('a')).toEqual(['id-b'])
    expect(await unneeded()).toEqual(['id-a', 'id-b'])
    expect(await unneeded('a', 'b')).toEqual([''])
  })
})

describe('remove_images', () => {
  /** A Docker whose images are files: the content is the parent's name, and a parent is not removed before its children. */
  async function left(images: Readonly<Record<string, string>>, ...kept: string[]) {
    await mkdir(join(folder, 'images'))
    for (const [name, parent] of Object.entries(images))
      await writeFile(join(folder, 'images', name), `${parent}\n`)
    await tool('docker', [
      `cd ${join(folder, 'images')}`,
      'case "$1 $2" in',
      "  'image ls') ls ;;",
      "  'image inspect') shift 4; printf '%s\\n' \"$@\" ;;",
      "  'image rm') shift 3",
      '    for image; do',
      '      if grep -qx "$image" *; then echo "cannot be forced: $image" >&2; status=1; else rm "$image"; fi',
      '    done',
      '    exit $status ;;',
      'esac',
    ])
    const { exitCode, stdout } = await runBash(
      sources,
      `say() { echo "$*"; }; remove_images ${kept.join(' ')}`,
      {
        environment,
      },
    )
    return { exitCode, stdout, images: await readdir(join(folder, 'images')) }
  }

  test('removes images before those that they are built from', async () => {
    expect(await left({ a: '', b: 'a', c: 'b', d: '' }, 'd')).toEqual({
      exitCode: 0,
      stdout: '',
      images: ['d'],
    })
  })

  test('leaves what Docker does not remove, and says why', async () => {
    const { exitCode, stdout, images } = await left({ a: '', b: 'a', c: '' }, 'b')
    expect({ exitCode, images }).toEqual({ exitCode: 0, images: ['a', 'b'] })
    expect(stdout).toContain('cannot be forced: a')
  })

  test('does nothing without images', async () => {
    expect(await left({})).toEqual({ exitCode: 0, stdout: '', images: [] })
  })
})

test('clean-up removes no image that has no tag: containerImages may name it by digest', async () => {
  const script = await readFile('scripts/cleanup.sh', 'utf8')
  expect(script).not.toMatch(/docker (system|image) prune/)
})

describe('pull', () => {
  async function askedOfAws(...words: string[]): Promise<string> {
    await tool('aws', ['echo "${HTTPS_PROXY:-none} ${NO_PROXY:-none}" >"$0.environment"; echo password'])
    await tool('docker', ['[ "$1" = pull ] || cat >/dev/null'])
    const image = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1'
    const { exitCode } = await runBash(sources, `payload=${folder}; pull ${[image, ...words].join(' ')}`, {
      environment,
    })
    expect(exitCode).toBe(0)
    return (await readFile(join(folder, 'aws.environment'), 'utf8')).trim()
  }

  test('asks for the password through the proxy', async () => {
    expect(await askedOfAws('HTTPS_PROXY=http://proxy:1', 'NO_PROXY=.corp')).toBe('http://proxy:1 .corp')
    expect(await askedOfAws()).toBe('none none')
  })
})
