import { appendFile, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runBash } from '#test/helpers/bash.ts'

const sources = ['lines', 'clean', 'registry', 'watch'].map(name => `files/bake/${name}.sh`)
const config = '/etc/ecs/ecs.config'
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'recipe-watch-'))
  await mkdir(join(root, 'bin'))
})

afterEach(() => rm(root, { recursive: true, force: true }))

async function put(path: string, text: string) {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await appendFile(join(root, path), text)
}

/** A Docker with these images, each with its name as id. */
async function putDocker(...images: string[]) {
  const lines = [
    '#!/bin/sh',
    'case "$1 $2" in',
    `  'image ls') printf '%s\\n' ${images.join(' ')} ;;`,
    "  'image inspect') shift 4; printf '%s\\n' \"$@\" ;;",
    'esac',
  ]
  await writeFile(join(root, 'bin/docker'), lines.join('\n'))
  await chmod(join(root, 'bin/docker'), 0o755)
}

async function run(lines: string): Promise<string> {
  const setup = `payload=${process.cwd()}; setting() { echo kept:1; }`
  const { exitCode, stdout, stderr } = await runBash(sources, `${setup}\n${lines}`, {
    environment: { ROOT: root, PATH: `${root}/bin:${process.env.PATH}` },
  })
  expect(exitCode, stderr).toBe(0)
  return stdout
}

const remember = () => run(`remember_watched ${root}`)
const lost = async (): Promise<unknown> => JSON.parse(await run(`lost ${root}`))

test('what scripts write to ecs.config and authorized_keys is reported with what to use instead', async () => {
  await putDocker()
  await put('/home/ec2-user/.ssh/authorized_keys', 'key of the bake\n')
  await put(config, '')
  await remember()
  await put('/home/ec2-user/.ssh/authorized_keys', 'key of the team\n')
  await put(config, 'ECS_RESERVED_MEMORY=256\n')
  expect(await lost()).toEqual([
    { what: `what your scripts wrote to ${config}`, hint: 'Use "agent".' },
    {
      what: 'what your scripts wrote to /home/ec2-user/.ssh/authorized_keys',
      hint: 'Use a key pair in the launch template, or user data.',
    },
  ])
})

test('a container image that a script pulled is reported, unless the configuration names it', async () => {
  await putDocker('base:1')
  await remember()
  await putDocker('base:1', 'kept:1', 'team/app:1')
  expect(await lost()).toEqual([{ what: 'the container image team/app:1', hint: 'Use "containerImages".' }])
})

test('what the base has, and what scripts empty, is not reported', async () => {
  await putDocker('base:1')
  await put(config, 'ECS_CLUSTER=base\n')
  await put('/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/a.json', '{}')
  await remember()
  await writeFile(join(root, config), '')
  expect(await lost()).toEqual([])
})

test('a list of paths that cannot be read is not a list without changes', async () => {
  await putDocker()
  await remember()
  const setup = `payload=${root}; setting() { echo kept:1; }`
  const { exitCode } = await runBash(sources, `${setup}\nlost ${root}`, {
    environment: { ROOT: root, PATH: `${root}/bin:${process.env.PATH}` },
  })
  expect(exitCode).not.toBe(0)
})
