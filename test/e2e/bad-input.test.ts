import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RegisterImageCommand } from '@aws-sdk/client-ec2'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bake, repository, runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { type Cloud, connectCloud } from '#test/helpers/cloud.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'

const ourTemplate = join(repository, 'packer/image.pkr.hcl.hbs')

describe.skipIf(!canRunSandbox)('bad input that only a bake can find', () => {
  let request: ToolRequest
  let cloud: Cloud

  beforeAll(async () => {
    request = { sandbox: await startSandbox(), project: await makeProject() }
    cloud = connectCloud(request.sandbox)
  })

  afterAll(async () => {
    await request?.sandbox.remove()
    await request?.project.remove()
  })

  /** The bake fails with this code, in one clear error, before anything was made. */
  async function expectRefused(code: string, argv: string[] = [], replaced: Partial<ToolRequest> = {}) {
    const before = await writes()
    const answer = await bake({ ...request, ...replaced }, ...argv)
    expect(answer.document.error?.code, answer.stderr).toBe(code)
    expect(answer.exitCode).toBeGreaterThan(0)
    expect(answer.stderr.match(new RegExp(`✘ ${code}`, 'g'))).toHaveLength(1)
    expect(answer.stderr).not.toMatch(/^\s+at .*[(:]/m)
    expect(await writes(), 'nothing was made').toBe(before)
    return answer.stderr
  }

  async function writes(): Promise<number> {
    return (await request.sandbox.calls()).filter(({ action }) => !/^(Describe|Get)/.test(action)).length
  }

  test('an AMI that is not there', () =>
    expectRefused('BASE_NOT_FOUND', ['--base-ami', 'ami-0123456789abcdef0']))

  test('a release that is not there', () =>
    expectRefused('BASE_NOT_FOUND', ['--base-release', '2023.0.19990101']))

  test('a region that there is not', async () => {
    const said = await expectRefused('REGION_UNKNOWN', ['--region', 'eu-nowhere-1'])
    expect(said).toContain('valid region')
  })

  test('an AMI of the other architecture', async () => {
    const Name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id'
    const { Parameter } = await new SSMClient(request.sandbox.clientOptions).send(
      new GetParameterCommand({ Name }),
    )
    await expectRefused('BASE_OTHER_ARCHITECTURE', ['--base-ami', Parameter?.Value ?? ''])
  })

  test('an own AMI that is Amazon Linux 2', async () => {
    const { ImageId = '' } = await cloud.ec2.send(
      new RegisterImageCommand({ Name: 'amzn2-ami-ecs-hvm-2.0.20260601-x86_64-ebs', Architecture: 'x86_64' }),
    )
    expect(await expectRefused('BASE_NOT_SUPPORTED', ['--base-ami', ImageId])).toContain('2026-06-30')
  })

  describe('an own template', () => {
    async function withTemplate(change: (text: string) => string) {
      const text = change(await readFile(ourTemplate, 'utf8'))
      return makeProject({ template: 'own.hbs' }, { 'own.hbs': text })
    }

    test('that Packer refuses: its words, with the line', async () => {
      const project = await withTemplate(text => text.replace('communicator', 'comunicator'))
      expect(await expectRefused('TEMPLATE_INVALID', [], { project })).toMatch(/comunicator/)
      await project.remove()
    })

    test('that leaves out what a bake needs', async () => {
      const project = await withTemplate(text => text.replaceAll('var.manifest_file', '"m.json"'))
      expect(await expectRefused('TEMPLATE_INCOMPLETE', [], { project })).toContain('var.manifest_file')
      await project.remove()
    })

    test('that Handlebars refuses', async () => {
      const project = await withTemplate(text => `{{#if nosuchthing}}{{/if}}\n${text}`)
      expect(await expectRefused('TEMPLATE_BROKEN', [], { project })).toContain('own.hbs:1')
      await project.remove()
    })
  })

  describe('a Packer of 1.7 or newer', () => {
    /** Only this Packer is on PATH, and beside it what a bake starts. */
    async function withPacker(script: string) {
      const folder = await mkdtemp(join(tmpdir(), 'packer-'))
      await writeFile(
        join(folder, 'packer'),
        `#!/bin/bash\n[[ $1 == -v ]] && echo "Packer v1.11.0"\n${script}\n`,
      )
      await chmod(join(folder, 'packer'), 0o755)
      return { environment: { PATH: folder }, remove: () => rm(folder, { recursive: true }) }
    }

    test.each([
      ['that cannot get its plugin', '[[ $1 != init ]] || { echo "no network"; exit 1; }', 'PLUGIN_MISSING'],
      ['that crashes in the build', '[[ $1 != build ]] || kill -SEGV $$', 'BUILD_FAILED'],
      [
        'that prints garbage',
        '[[ $1 != build ]] || printf "\\\\x00\\\\xff,,ui,%.0s" {1..9999}',
        'MANIFEST_UNREADABLE',
      ],
    ])('%s', async (_, script, code) => {
      const { remove, ...replaced } = await withPacker(script)
      await expectRefused(code, [], replaced)
      await remove()
    })
  })

  describe('a project folder', () => {
    async function mounted(options: string, work: (folder: string) => Promise<void>) {
      const folder = await mkdtemp(join(tmpdir(), 'mounted-'))
      await execa('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
      try {
        await cp(join(request.project.folder, 'packer-ecs.yaml'), join(folder, 'packer-ecs.yaml'))
        await work(folder)
      } finally {
        await execa('umount', ['--lazy', folder])
        await rm(folder, { recursive: true })
      }
    }

    test('on a disk that is full', () =>
      mounted('size=40k', async folder => {
        await execa('dd', ['if=/dev/zero', `of=${folder}/rest`, 'bs=1k', 'count=100'], { reject: false })
        const project = { folder, remove: async () => undefined }
        const { document, stderr } = await bake({ ...request, project })
        expect(['RUN_FOLDER_NOT_WRITABLE', 'DISK_FULL'], stderr).toContain(document.error?.code)
        expect(stderr).not.toMatch(/^\s+at .*[(:]/m)
      }))

    test('that is read-only', () =>
      mounted('size=1m', async folder => {
        await mkdir(join(folder, 'deep'))
        await execa('mount', ['-o', 'remount,ro', folder])
        const project = { folder, remove: async () => undefined }
        await expectRefused('RUN_FOLDER_NOT_WRITABLE', [], { project })
      }))
  })

  test('doctor finds nothing amiss, changes nothing, and says what it looked at', async () => {
    const before = await writes()
    const { exitCode, stdout } = await runTool(request, 'doctor')
    expect(exitCode, stdout).toBe(0)
    expect(stdout).toMatch(/^✔ permissions +\d+ calls of a bake allowed/m)
    expect(stdout).not.toContain('✘')
    const made = (await request.sandbox.calls()).filter(({ action }) => !/^(Describe|Get)/.test(action))
    expect(made.slice(before).map(({ errorCode }) => errorCode)).not.toContain(null)
  })
})
