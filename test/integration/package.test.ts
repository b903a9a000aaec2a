import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

let folder: string
let program: string

/** What `npm install packer-ecs` gives, from the tarball that would be published. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packer-ecs-package-'))
  await execa('npm', ['pack', '--silent', '--pack-destination', folder])
  const [tarball = ''] = await readdir(folder)
  await execa('npm', [
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    '--prefix',
    folder,
    join(folder, tarball),
  ])
  program = join(folder, 'node_modules/.bin/packer-ecs')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the installed command says its version', async () => {
  expect((await execa(program, ['--version'])).stdout).toBe(manifest.version)
})

test('the installed command finds its template, scripts and files', async () => {
  const { stderr, exitCode } = await execa(program, ['bake', '--config', join(folder, 'gone.yaml')], {
    reject: false,
  })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('CONFIG_NOT_FOUND')
  const installed = join(folder, 'node_modules/packer-ecs')
  expect(await readdir(installed)).toEqual(
    expect.arrayContaining(['dist', 'docs', 'files', 'packer', 'schema', 'scripts']),
  )
})

test('the installed command writes a first project whose cluster can be deployed', async () => {
  const project = join(folder, 'shop')
  await mkdir(project)
  const bare = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' }
  const run = (...argv: string[]) =>
    execa(program, argv, { cwd: project, env: bare, extendEnv: false, stdin: 'ignore', reject: false })
  expect((await run('init', '--yes')).stderr).toContain('creates the stack shop-dev-cluster')
  expect((await readdir(join(project, 'cfn/cluster'))).sort()).toEqual(['dev.cfg', 'template.yml'])
  // Template and parameters are read and checked before that is asked for.
  expect((await run('deploy', 'cluster', '--yes')).stderr).toContain('NO_REGION')
})

test('the installed sandbox program answers', async () => {
  const { stdout } = await execa(program, ['sandbox', '--help'])
  expect(stdout).toContain('start')
})

test('an old Node.js is told what is needed, before anything is imported that it may not have', async () => {
  expect(await readFile(entry(), 'utf8')).not.toMatch(/^import\b/m)
  const old = [
    '--eval',
    `Object.defineProperty(process.versions, 'node', { value: '18.0.0' }); import('${entry()}')`,
  ]
  const { stderr, exitCode } = await execa(process.execPath, old, { reject: false })
  expect(exitCode).toBe(1)
  expect(stderr).toContain('needs Node.js 22.18 or newer; this is 18.0.0')
})

function entry(): string {
  return join(folder, 'node_modules/packer-ecs/dist/main.js')
}
