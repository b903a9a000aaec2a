import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['lines', 'expect', 'compare', 'daemon', 'clean', 'image'].map(
  name => `files/bake/${name}.sh`,
)
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'recipe-image-'))
})

afterEach(() => rm(root, { recursive: true, force: true }))

/** Runs the check with Docker's configuration in a home folder. */
async function checkLogins(home: string, configuration: string) {
  const file = join(root, home, '.docker/config.json')
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, configuration)
  return runBash(sources, 'check_logins; conclude', { environment: { ROOT: root } })
}

test.each(['root', 'home/ec2-user'])('a registry login in /%s fails the check', async home => {
  const { exitCode, stdout, stderr } = await checkLogins(
    home,
    '{"auths": {"registry.corp": {"auth": "c2VjcmV0"}}}',
  )
  expect(exitCode).toBe(1)
  expect(stdout).toContain('found "a login to registry.corp')
  expect(stdout).toContain('docker logout')
  expect(stdout).not.toContain('c2VjcmV0')
  expect(stderr).toMatch(/failed checks: no-login-\S+\.docker\/config\.json$/)
})

test.each(['{"auths": {}}', '{"credHelpers": {"public.ecr.aws": "ecr-login"}}', '{}'])(
  "Docker's configuration %s is no login",
  async configuration => {
    const { exitCode, stdout } = await checkLogins('root', configuration)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^ok {3}no-login-/)
  },
)

describe('check_daemon', () => {
  /** Runs the check with `docker` of the settings and with daemon.json of the image. */
  async function checkDaemon(docker: object, daemon: object) {
    await mkdir(join(root, 'etc/docker'), { recursive: true })
    await writeFile(join(root, 'etc/docker/daemon.json'), JSON.stringify(daemon))
    await writeFile(join(root, 'settings.json'), JSON.stringify({ docker }))
    const lines = [`settings=${root}/settings.json`, 'setting() { jq --raw-output "$1" "$settings"; }']
    return runBash(sources, [...lines, 'check_daemon', 'conclude'].join('\n'), {
      environment: { ROOT: root },
    })
  }

  test('finds limits of container logs that a script removed, even if the configuration sets nothing', async () => {
    const { exitCode, stdout, stderr } = await checkDaemon({}, { icc: false })
    expect(exitCode).toBe(1)
    expect(stdout).toContain('no log-opts.max-size')
    expect(stderr).toMatch(/error: failed checks: log-limits$/)
  })

  test.each([
    { 'log-driver': 'json-file', 'log-opts': { 'max-size': '10m', 'max-file': '3' } },
    { 'log-driver': 'journald' },
  ])('accepts %o', async daemon => {
    expect(await checkDaemon({}, daemon)).toMatchObject({ exitCode: 0 })
  })

  test('compares settings of the configuration with those of the image', async () => {
    const { stderr } = await checkDaemon({ icc: false }, { icc: true, 'log-driver': 'local' })
    expect(stderr).toMatch(/error: failed checks: docker-settings$/)
  })
})

describe('check_volumes', () => {
  test('fails when the list of volumes cannot be read', async () => {
    const found = await runBash(sources, 'mounted_volumes() { return 5; }\ncheck_volumes\necho on')
    expect(found).toMatchObject({ exitCode: 5, stdout: '' })
  })
})
