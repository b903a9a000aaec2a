import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hostNameOf } from './subnet.ts'

const mark = '# sandbox'

/** Writes into the machine's root, before boot, what EC2's network and hypervisor provide. */
export async function writeMachineFiles(options: {
  readonly root: string
  readonly address: string
  readonly apiAddress: string
  readonly devices: ReadonlyMap<string, string>
}): Promise<void> {
  const { root, address, apiAddress, devices } = options
  const hosts = join(root, 'etc/hosts')
  const present = await readFile(hosts, 'utf8').catch(() => '127.0.0.1 localhost\n')
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

/** Renames the new file into place, so that a link in the machine cannot point to a file of the host. */
async function replace(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.sandbox`, content)
  await rename(`${file}.sandbox`, file)
}
