import { constants } from 'node:fs'
import { chmod, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { hostNameOf } from './subnet.ts'

const mark = '# sandbox'
const ownNameOnly = '127.0.0.1 localhost\n'
/** Not the target of a link. */
const readItself = constants.O_RDONLY | constants.O_NOFOLLOW

/** Writes into the machine's root, before boot, what EC2's network and hypervisor provide. */
export async function writeMachineFiles(options: {
  readonly root: string
  readonly address: string
  readonly apiAddress: string
  readonly devices: ReadonlyMap<string, string>
}): Promise<void> {
  const { root, address, apiAddress, devices } = options
  const hosts = join(root, 'etc/hosts')
  await makeFolder(root, 'etc/sandbox')
  const present = await readFile(hosts, { encoding: 'utf8', flag: readItself }).catch(() => ownNameOnly)
  await replace(hosts, hostsFile(present, address, apiAddress))
  await replace(join(root, 'etc/sandbox/devices'), devicesFile(devices))
}

/** Keeps the machine's own lines, and replaces those of an earlier boot or of the build machine. */
export function hostsFile(present: string, address: string, apiAddress: string): string {
  const own = present.split('\n').filter(line => line !== '' && !line.endsWith(mark))
  const name = hostNameOf(address)
  const added = [`${address} ${name}.ec2.internal ${name} ${mark}`, `${apiAddress} aws.sandbox ${mark}`]
  return `${[...own, ...added].join('\n')}\n`
}

/** One line for each volume, e.g. `xvdcy /dev/loop3`. */
export function devicesFile(devices: ReadonlyMap<string, string>): string {
  return [...devices].map(([device, loopDevice]) => `${basename(device)} ${loopDevice}\n`).join('')
}

/** @throws Error if the machine made it a link to a folder of the host */
async function makeFolder(root: string, name: string): Promise<void> {
  const folder = join(root, name)
  // The machine's programs read it, whatever the umask of the sandbox.
  if ((await mkdir(folder, { recursive: true })) !== undefined) await chmod(folder, 0o755)
  const outside = !(await realpath(folder)).startsWith((await realpath(root)) + sep)
  if (outside) throw new Error(`/${name} of the machine is a link out of its root`)
}

/** Renames the new file into place, so that a link in the machine cannot point to a file of the host. */
async function replace(file: string, content: string): Promise<void> {
  const draft = `${file}.sandbox`
  await rm(draft, { recursive: true, force: true })
  await writeFile(draft, content, { flag: 'wx' })
  await chmod(draft, 0o644)
  await rename(draft, file)
}
