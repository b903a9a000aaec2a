import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { evaluateInAgent, runInAgent } from '#test/helpers/agent-module.ts'

describe('links in the root file system of a container', () => {
  let base: string
  let rootfs: string
  let machine: string

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'inside-'))
    rootfs = join(base, 'rootfs')
    machine = join(base, 'machine')
    await mkdir(join(rootfs, 'etc'), { recursive: true })
    await mkdir(machine)
    await writeFile(join(machine, 'passwd'), 'evil:x:0:0::/:/bin/sh\n')
  })
  afterEach(() => rm(base, { recursive: true, force: true }))

  const resolve = (path: string) =>
    evaluateInAgent('inside', 'inside.resolve(given["rootfs"], given["path"])', { rootfs, path })

  it('are followed in the container, not in the machine', async () => {
    await symlink(machine, join(rootfs, 'absolute'))
    await symlink('../../../etc', join(rootfs, 'relative'))
    await symlink('/relative', join(rootfs, 'chain'))
    expect(await resolve('/absolute/new')).toBe(join(rootfs, machine, 'new'))
    expect(await resolve('/relative/passwd')).toBe(join(rootfs, 'etc/passwd'))
    expect(await resolve('/chain/passwd')).toBe(join(rootfs, 'etc/passwd'))
    expect(await resolve('/../../x/../etc/./group')).toBe(join(rootfs, 'etc/group'))
  })

  it('end with an error if they are a loop', async () => {
    await symlink('loop', join(rootfs, 'loop'))
    await expect(resolve('/loop/x')).rejects.toThrow('too many levels of symbolic links')
  })

  it('lead the users and the working directory of a container to no file of the machine', async () => {
    await symlink(join(machine, 'passwd'), join(rootfs, 'etc/passwd'))
    await symlink(machine, join(rootfs, 'work'))
    const statements = `
import subprocess
from ecs import bundle, container, images
container.RUNTIME = given["base"] + "/run"
subprocess.run = lambda *_, **__: None
container.os.makedirs(container.folder_of("t", "web"))
container.os.symlink(given["rootfs"], container.folder_of("t", "web") + "/rootfs")
makedirs = container.os.makedirs
container.os.makedirs = lambda path, exist_ok=False: makedirs(path, exist_ok=exist_ok or path.endswith("rootfs"))
record = container.Record("web")
plan = container.Plan("t", {"user": "evil", "workingDirectory": "/work/new"}, images.Image("d", "", {"Cmd": ["x"]}),
    bundle.Surroundings("host", {}), "", {}, None, None, ("", ""))
def prepare():
    try:
        container._prepare(container.folder_of("t", "web"), record, plan, lambda rootfs: [])
    except bundle.InvalidContainer as error:
        return str(error)
first = prepare()
for name in ("upper", "work"):
    container.os.rmdir(container.folder_of("t", "web") + "/" + name)
plan.definition["user"] = "0"
result = [first, prepare()]`
    expect(await runInAgent(statements, { base, rootfs })).toEqual([
      'unable to find user evil: no matching entries in passwd file',
      null,
    ])
    expect(await readdir(machine)).toEqual(['passwd'])
    expect(await readdir(join(rootfs, machine))).toEqual(['new'])
  })

  it('lead the content of a new volume to no folder of the machine', async () => {
    await symlink(machine, join(rootfs, 'data'))
    await mkdir(join(base, 'volume/_data'), { recursive: true })
    await runInAgent(
      `from ecs import volumes
definition = {"name": "web", "mountPoints": [{"sourceVolume": "v", "containerPath": "/data"}]}
result = volumes.mounts([definition], definition, {"v": given["base"] + "/volume/_data"}, given["rootfs"])`,
      { base, rootfs },
    )
    expect(await readdir(join(base, 'volume/_data'))).toEqual([])
  })
})
