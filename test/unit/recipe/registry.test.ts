import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/bake/registry.sh']
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-registry-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

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
    const lines = [
      '#!/bin/sh',
      'case "$1 $2" in',
      "  'image ls') printf 'id-a\\nid-b\\nid-c\\nid-a\\n' ;;",
      "  'image inspect') shift 4; printf 'id-%s\\n' \"$@\" ;;",
      "  'container ls') echo container ;;",
      "  'container inspect') echo id-c ;;",
      'esac',
    ]
    await writeFile(join(folder, 'docker'), lines.join('\n'))
    await chmod(join(folder, 'docker'), 0o755)
    const environment = { PATH: `${folder}:${process.env.PATH}` }
    return (await runBash(sources, `unneeded_images ${kept.join(' ')}`, { environment })).stdout.split('\n')
  }

  test('are those that neither the configuration names nor a container uses', async () => {
    expect(await unneeded('a')).toEqual(['id-b'])
    expect(await unneeded()).toEqual(['id-a', 'id-b'])
    expect(await unneeded('a', 'b')).toEqual([''])
  })
})
