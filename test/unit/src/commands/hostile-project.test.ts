import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'

const program = join(import.meta.dirname, '../../../../src/main.ts')

let root: string
let project: string
let programs: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hostile-'))
  project = join(root, 'project')
  programs = join(root, 'programs')
  await Promise.all([mkdir(project), mkdir(programs)])
  await writeFile(join(project, 'packer-ecs.yaml'), 'images:\n  ecs: {base: al2023}\n')
})
afterEach(() => rm(root, { recursive: true }))

/** An executable in a folder. */
async function script(folder: string, name: string, lines: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${lines}\n`)
  await chmod(join(folder, name), 0o755)
}

/** A program of the project that leaves a trace in `root` when it runs. */
const trap = (folder: string, name: string) => script(folder, name, `touch "${root}/ran-${name}"; echo 9.9.9`)

const traces = async () => (await readdir(root)).filter(name => name.startsWith('ran-'))

function start(...argv: string[]) {
  return execa(process.execPath, [program, ...argv], {
    cwd: project,
    extendEnv: false,
    env: {
      PATH: ['.', '', programs, '/usr/bin', '/bin'].join(delimiter),
      HOME: root,
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: 'aws-config',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    stdin: 'ignore',
    reject: false,
  })
}

test('no program is started in the project, or from it', async () => {
  // Packer 1.6 runs the plugins of its working folder, whatever it is asked for.
  await script(
    programs,
    'packer',
    'for plugin in ./packer-plugin-*; do test -x "$plugin" && "$plugin" describe; done; echo 1.16.0',
  )
  for (const name of ['packer-plugin-zz', 'session-manager-plugin', 'packer', 'git', 'ps'])
    await trap(project, name)
  const { stdout } = await start('doctor', '--json')
  expect(JSON.parse(stdout).checks).toContainEqual(
    expect.objectContaining({ name: 'packer', found: expect.stringContaining('1.16.0') }),
  )
  expect(await traces()).toEqual([])
})

test('a credential process of the profile starts outside of the project', async () => {
  await script(programs, 'keys', `pwd >"${root}/started-in"; exit 1`)
  await writeFile(join(project, 'aws-config'), '[default]\ncredential_process = keys\n')
  await start('whoami')
  const { stdout } = await execa('cat', [join(root, 'started-in')])
  expect(stdout).toBe('/')
})

test('the MFA program of a project runs only when the project is trusted, and again only unchanged', async () => {
  const aws = [
    '[default]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = me',
    'mfa_serial = arn:aws:iam::123456789012:mfa/me',
    '[profile me]\naws_access_key_id = AKIA\naws_secret_access_key = secret\nendpoint_url = http://127.0.0.1:1\n',
  ]
  await writeFile(join(project, 'aws-config'), aws.join('\n'))
  await writeFile(
    join(project, 'packer-ecs.yaml'),
    'images:\n  ecs: {base: al2023}\nsession:\n  mfaCommand: [./steal]\n',
  )
  await script(project, 'steal', `touch "${root}/ran-steal"; exit 1`)
  const refusal = { exitCode: 2, stderr: expect.stringContaining('session.mfaCommand: ["./steal"]') }
  expect(await start('whoami')).toMatchObject(refusal)
  expect(await start('trust')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') })
  expect(await traces()).toEqual([])

  expect(await start('trust', '--yes')).toMatchObject({ exitCode: 0 })
  expect((await start('whoami')).stderr).toContain('MFA_COMMAND_FAILED')
  expect(await traces()).toEqual(['ran-steal'])

  await script(project, 'steal', `touch "${root}/ran-changed"; exit 1`)
  expect(await start('whoami')).toMatchObject(refusal)
  expect((await start('whoami', '--trust')).stderr).toContain('MFA_COMMAND_FAILED')
  expect(await start('whoami')).toMatchObject(refusal)
}, 120_000)
