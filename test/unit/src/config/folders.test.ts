import { chmod, mkdir, symlink } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { imageYaml, projectFolder } from './project-folder.ts'

const project = projectFolder()

beforeAll(async () => {
  for (const folder of ['rootfs/etc/app', 'rootfs/usr/bin', 'linked']) {
    await mkdir(project.path(folder), { recursive: true })
  }
  await project.write('rootfs/etc/app/app.conf', '')
  await project.write('rootfs/usr/bin/app', '')
  await chmod(project.path('rootfs/usr/bin/app'), 0o755)
  await symlink('nowhere', project.path('linked/link'))
  await project.write('app.tar', '')
})

describe('a folder among the files', () => {
  test('stands for the files in it; those that are executable here are so in the AMI', async () => {
    const { files } = await project.readImage('files: [{source: rootfs, target: /}]')
    expect(files).toEqual([
      {
        source: 'rootfs/etc/app/app.conf',
        target: '/etc/app/app.conf',
        mode: '0644',
        owner: 'root:root',
        check: true,
      },
      { source: 'rootfs/usr/bin/app', target: '/usr/bin/app', mode: '0755', owner: 'root:root', check: true },
    ])
  })

  test('gives mode and owner to all of them', async () => {
    const { files } = await project.readImage(
      'files: [{source: rootfs/usr, target: /opt, mode: "0700", owner: "0:0"}]',
    )
    expect(files).toMatchObject([{ target: '/opt/bin/app', mode: '0700', owner: '0:0' }])
  })

  test.each([
    [
      'a file for a path of the recipe',
      'rootfs/etc/app, target: /etc/packer-ecs',
      'FILE_TARGET_RESERVED',
      '/etc/packer-ecs/app.conf',
    ],
    ['a link', 'linked, target: /opt', 'OWN_FILE_MISSING', 'contains link'],
    ['not a folder, for the root', 'app.tar, target: /', 'VALUE_FORMAT', 'the source is a file'],
  ])('is refused with %s', async (_, file, code, what) => {
    const faults = await project.faultsOf(imageYaml(`files: [{source: ${file}}]`))
    expect(faults).toMatchObject([{ code, line: 3, what: expect.stringContaining(what) }])
  })

  test('may not have a file for a target that another one has', async () => {
    const faults = await project.faultsOf(
      imageYaml(
        'files:',
        '  - {source: app.tar, target: /opt/bin/app}',
        '  - {source: rootfs/usr, target: /opt}',
      ),
    )
    expect(faults).toMatchObject([{ code: 'VALUE_DUPLICATE', line: 5 }])
  })

  test('may not have a file for a target of a later single file', async () => {
    const faults = await project.faultsOf(
      imageYaml(
        'files:',
        '  - {source: rootfs/usr, target: /opt}',
        '  - {source: app.tar, target: /opt/bin/app}',
      ),
    )
    expect(faults).toMatchObject([{ code: 'VALUE_DUPLICATE', line: 5 }])
  })
})

test('staging takes files and folders, each below its own name', async () => {
  const { staging } = await project.readImage('staging: [app.tar, rootfs/etc]')
  expect(staging).toEqual([
    { source: 'app.tar', name: 'app.tar' },
    { source: 'rootfs/etc/app/app.conf', name: 'etc/app/app.conf' },
  ])
})

test('staging does not take two files of the same name', async () => {
  const faults = await project.faultsOf(imageYaml('staging: [app.tar, rootfs/../app.tar]'))
  expect(faults).toMatchObject([{ code: 'VALUE_DUPLICATE', what: expect.stringContaining('app.tar') }])
})

describe('the folder of the project', () => {
  const whole = projectFolder()
  beforeAll(async () => {
    for (const folder of ['.git', 'tools/.git', '.packer-ecs']) {
      await mkdir(whole.path(folder), { recursive: true })
      await symlink('nowhere', whole.path(`${folder}/link`))
      await whole.write(`${folder}/file`, '')
    }
    await whole.write('.gitignore', '')
    await whole.write('tools/app.tar', '')
  })

  test('stands for its files without .git and .packer-ecs', async () => {
    const { files, staging } = await whole.readImage(
      'files: [{source: ., target: /opt/project}]',
      'staging: [.]',
    )
    const names = ['.gitignore', 'packer-ecs.yaml', 'tools/app.tar']
    expect(staging).toEqual(names.map(name => ({ source: name, name })))
    expect(files.map(({ target }) => target)).toEqual(names.map(name => `/opt/project/${name}`))
  })

  test('is staged under the same names, also when its path is longer', async () => {
    const { staging } = await whole.readImage('staging: [tools/..]')
    expect(staging.map(({ name }) => name)).toContain('tools/app.tar')
  })

  test('cannot be staged with another file of the same name', async () => {
    await whole.write('app.tar', '')
    const faults = await whole.faultsOf(imageYaml('staging: [tools/app.tar, .]'))
    expect(faults).toMatchObject([
      { code: 'VALUE_DUPLICATE', what: expect.stringContaining('app.tar would be the name of two') },
    ])
  })
})

test.each(['..', 'rootfs/../..', '../../', '/'])(
  'staging does not take %s, which has no name',
  async source => {
    const faults = await project.faultsOf(imageYaml(`staging: [${source}]`))
    expect(faults).toMatchObject([{ code: 'VALUE_FORMAT', line: 3 }])
  },
)
