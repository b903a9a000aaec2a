import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['files/bake/expect.sh', 'files/bake/clean.sh', 'files/bake/image.sh']
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
