import { cp, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { execa } from 'execa'
import type { BuildFault, BuildPlan, Copy } from './build-plan.ts'
import { compressedLayer, writeLayout } from './layout.ts'
import type { StandInLayer } from './stand-in.ts'

/** Sources of COPY that do not exist. */
export async function missingSources(folder: string, { copies }: BuildPlan): Promise<readonly BuildFault[]> {
  const faults: BuildFault[] = []
  for (const { sources, line } of copies) {
    for (const source of sources) {
      if ((await kindOf(join(folder, source))) !== 'missing') continue
      faults.push({
        line,
        message: `COPY ${source}: there is no such file or folder in ${folder}`,
        remedy: 'Correct the path, which is relative to the folder of the Dockerfile.',
      })
    }
  }
  return faults
}

/** Builds an image as an OCI layout in `work`: the stand-in, and one layer with everything that is copied. */
export async function buildImage(options: {
  readonly folder: string
  readonly plan: BuildPlan
  readonly standIn: StandInLayer
  /** An empty folder. */
  readonly work: string
}): Promise<string> {
  const { folder, plan, standIn, work } = options
  const root = join(work, 'root')
  await mkdir(root)
  for (const path of plan.folders) await mkdir(inRoot(root, path), { recursive: true })
  for (const copy of plan.copies) await copyInto(root, folder, copy)
  const base = {
    content: await readFile(standIn.archive),
    uncompressedDigest: standIn.uncompressedDigest,
  }
  const added = await archiveOf(root, standIn, work)
  const layers = added === undefined ? [base] : [base, await compressedLayer(added)]
  const layout = join(work, 'image')
  await writeLayout(layout, layers, plan.settings)
  return layout
}

async function copyInto(root: string, folder: string, { sources, target }: Copy): Promise<void> {
  for (const source of sources) {
    const from = join(folder, source)
    const to = inRoot(root, target)
    const isFolder = (await kindOf(from)) === 'folder'
    // The content of a folder is copied, not the folder.
    const destination = isFolder || !(await isFolderTarget(to, target)) ? to : join(to, basename(source))
    await mkdir(isFolder ? destination : dirname(destination), { recursive: true })
    await cp(from, destination, { recursive: true, verbatimSymlinks: true })
  }
}

async function isFolderTarget(to: string, target: string): Promise<boolean> {
  return target.endsWith('/') || (await kindOf(to)) === 'folder'
}

/** In the stand-in, these are links into /usr. A folder of the same name would take their place. */
function inRoot(root: string, path: string): string {
  return join(root, path.replace(/^\/(bin|sbin|lib|lib64)(?=\/|$)/, '/usr/$1'))
}

/** The added files as a tar archive that every user in the image can read. Folders of the stand-in keep their modes. */
async function archiveOf(root: string, { folders }: StandInLayer, work: string): Promise<Buffer | undefined> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const names = entries
    .map(entry => join(entry.parentPath, entry.name).slice(root.length))
    .filter(name => !folders.has(name))
    .sort()
  if (names.length === 0) return undefined
  const list = join(work, 'files')
  await writeFile(list, names.map(name => `.${name}\0`).join(''))
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--mtime=@0', '--mode=a+rX,go-w']
  const file = join(work, 'layer.tar')
  await execa('tar', [
    '--create',
    `--file=${file}`,
    `--directory=${root}`,
    ...owner,
    '--no-recursion',
    '--null',
    `--files-from=${list}`,
  ])
  return readFile(file)
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  const status = await lstat(path).catch(() => undefined)
  if (status === undefined) return 'missing'
  return status.isDirectory() ? 'folder' : 'file'
}
