import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildImage } from '#sandbox/registry/build/build-image.ts'
import type { BuildPlan } from '#sandbox/registry/build/build-plan.ts'
import { readDockerfile } from '#sandbox/registry/build/dockerfile.ts'
import { standInImage } from '#sandbox/registry/build/stand-in.ts'

describe('an image that is built from a Dockerfile', () => {
  let folder: string
  let source: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'build-image-'))
    source = join(folder, 'source')
    await mkdir(join(source, 'static'), { recursive: true })
    await writeFile(join(source, 'server.py'), 'print(1)\n', { mode: 0o600 })
    await writeFile(join(source, 'static/logo'), 'x')
    await writeFile(join(folder, 'base'), 'the base')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  function planOf(...lines: readonly string[]): BuildPlan {
    const read = readDockerfile(['FROM python:3', ...lines].join('\n'), standInImage('1'))
    if ('faults' in read) throw new Error(JSON.stringify(read.faults))
    return read.plan
  }

  async function build(name: string, plan: BuildPlan) {
    const work = join(folder, name)
    await mkdir(work)
    const folders = new Set(['/', '/usr', '/usr/bin', '/tmp'])
    const standIn = { archive: join(folder, 'base'), uncompressedDigest: 'a'.repeat(64), folders }
    const layout = await buildImage({ folder: source, plan, standIn, work })
    const read = (digest: string) => readFile(join(layout, 'blobs/sha256', digest.slice(7)))
    const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'))
    const { digest } = index.manifests[0]
    const manifest = JSON.parse((await read(digest)).toString())
    const config = JSON.parse((await read(manifest.config.digest)).toString())
    const added = manifest.layers[1] === undefined ? undefined : await read(manifest.layers[1].digest)
    return { digest, manifest, config, added }
  }

  /** Mode, owner and path of each entry. */
  async function entriesOf(layer: Buffer | undefined): Promise<readonly string[]> {
    if (layer === undefined) return []
    const { stdout } = await execa('tar', ['--list', '--verbose', '--numeric-owner'], {
      input: gunzipSync(layer),
    })
    return stdout.split('\n').map(line => line.replace(/^(\S+) (\S+) .* (\S+)$/, '$1 $2 $3'))
  }

  it('has the stand-in, and one layer with what is copied, readable by all users', async () => {
    const plan = planOf(
      'WORKDIR /app',
      'COPY server.py .',
      'COPY static /app/static',
      'COPY static/logo /bin/',
    )
    const { added, manifest } = await build('work', plan)
    expect(manifest.layers).toHaveLength(2)
    expect(await entriesOf(added)).toEqual([
      'drwxr-xr-x 0/0 ./app/',
      '-rw-r--r-- 0/0 ./app/server.py',
      'drwxr-xr-x 0/0 ./app/static/',
      '-rw-r--r-- 0/0 ./app/static/logo',
      '-rw-r--r-- 0/0 ./usr/bin/logo',
    ])
  })

  it('has the settings of the Dockerfile', async () => {
    const plan = planOf('ENV VERSION=x', 'EXPOSE 8000', 'USER 1000', 'WORKDIR /app', 'CMD ["a"]')
    const { config } = await build('work', plan)
    expect(config.config).toMatchObject({
      ExposedPorts: { '8000/tcp': {} },
      User: '1000',
      WorkingDir: '/app',
      Cmd: ['a'],
    })
    expect(config.config.Env).toContain('VERSION=1')
    expect(config.rootfs.diff_ids[0]).toBe(`sha256:${'a'.repeat(64)}`)
  })

  it('has the same digest when only times differ', async () => {
    const plan = planOf('COPY . /app')
    const first = await build('one', plan)
    await utimes(join(source, 'server.py'), 1, 1)
    expect((await build('two', plan)).digest).toBe(first.digest)
    await writeFile(join(source, 'server.py'), 'print(2)\n')
    expect((await build('three', plan)).digest).not.toBe(first.digest)
  })

  it('has no second layer if nothing is copied', async () => {
    expect((await build('work', planOf('CMD ["a"]'))).added).toBeUndefined()
  })
})
