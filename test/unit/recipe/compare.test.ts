import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/bake/lines.sh', 'files/bake/compare.sh']
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recipe-compare-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

describe('asked_part', () => {
  async function askedPart(asked: object, found: object): Promise<unknown> {
    await writeFile(join(folder, 'asked.json'), JSON.stringify(asked))
    await writeFile(join(folder, 'found.json'), JSON.stringify(found))
    const { stdout } = await runBash(sources, `asked_part ${folder}/asked.json ${folder}/found.json`)
    return JSON.parse(stdout)
  }

  test('leaves out what only the image has, at any depth', async () => {
    const asked = { 'log-opts': { 'max-size': '10m' } }
    const found = { 'log-opts': { 'max-size': '10m', 'max-file': '3' }, 'live-restore': true }
    expect(await askedPart(asked, found)).toEqual(asked)
  })

  test.each([
    ['a value that differs', { a: 1 }, { a: 2 }, { a: 2 }],
    ['a value that is missing', { a: 1 }, {}, { a: null }],
    ['a list that is longer', { a: ['x'] }, { a: ['x', 'y'] }, { a: ['x', 'y'] }],
    ['a value in place of an object', { a: { b: 1 } }, { a: 3 }, { a: 3 }],
  ])('shows %s', async (_, asked, found, expected) => {
    expect(await askedPart(asked, found)).toEqual(expected)
  })
})

describe('has_package', () => {
  /** An rpm that answers like the real one for the installed htop-3.2.1-87.x86_64. */
  async function hasPackage(spec: string): Promise<boolean> {
    await writeFile(
      join(folder, 'rpm'),
      '#!/bin/sh\nfor last; do :; done\ncase "$*:$last" in\n' +
        '*--whatprovides*:htop | *--whatprovides*:/usr/bin/htop) ;;\n' +
        '*--whatprovides*) exit 1 ;;\n' +
        '*:htop | *:htop-3.2.1 | *:htop-3.2.1-87 | *:htop.x86_64) ;;\n' +
        '*) exit 1 ;;\nesac\n',
    )
    await chmod(join(folder, 'rpm'), 0o755)
    const environment = { PATH: `${folder}:${process.env.PATH}` }
    return (await runBash(sources, `has_package ${spec}`, { environment })).exitCode === 0
  }

  test.each(['htop', 'htop-3.2.1', 'htop-3.2.1-87', 'htop.x86_64', '/usr/bin/htop'])(
    'finds %s',
    async spec => {
      expect(await hasPackage(spec)).toBe(true)
    },
  )

  test.each(['htop-3.2.2', 'btop'])('does not find %s', async spec => {
    expect(await hasPackage(spec)).toBe(false)
  })
})

describe('check_files', () => {
  /** The report for one own file, of that mode and owner in the settings, and of that mode in the image. */
  async function report(
    file: { mode: string; owner: string },
    mode: number,
    content = 'same',
  ): Promise<string> {
    const target = join(folder, 'the "file": a b')
    await writeFile(join(folder, 'source'), 'same')
    await writeFile(target, content)
    await chmod(target, mode)
    await writeFile(
      join(folder, 'settings.json'),
      JSON.stringify({ files: [{ source: 'source', target, ...file }] }),
    )
    const setting = 'setting() { jq --raw-output "$1" "$payload/settings.json"; }'
    const all = ['files/bake/expect.sh', ...sources]
    return (await runBash(all, `payload=${folder}; ${setting}; check_files .`)).stdout.replaceAll(folder, '')
  }

  const { uid, gid } = userInfo()

  test.each(['0040', '0644', '1755'])('compares the mode %s', async mode => {
    const found = await report({ mode, owner: `${uid}:${gid}` }, Number.parseInt(mode, 8))
    expect(found).toMatch(new RegExp(`^ok   file-mode-/the "file": a b ${mode} `, 'm'))
    expect(found).not.toContain('FAIL')
  })

  test('compares an owner by name or by number, as the configuration has it', async () => {
    const { username } = userInfo()
    expect(await report({ mode: '0600', owner: `${username}:${gid}` }, 0o600)).toContain(
      `0600 ${username}:${gid}`,
    )
  })

  test('says what to do when a script changed the file', async () => {
    const found = await report({ mode: '0600', owner: `${uid}:${gid}` }, 0o600, 'other')
    expect(found).toMatch(/^FAIL file-.*If a script changes or deletes it, set "check: false"/m)
  })
})
