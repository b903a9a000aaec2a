import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import type { BuildPlan } from './build-plan.ts'
import { copyInto } from './copy-into.ts'
import { compressedLayer, writeLayout } from './layout.ts'
import type { StandInLayer } from './stand-in.ts'

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
  // Before the copies, so that no link can be in the way.
  for (const path of plan.folders) await mkdir(join(root, inStandIn(path)), { recursive: true })
  for (const copy of plan.copies) await copyInto(root, folder, { ...copy, target: inStandIn(copy.target) })
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

/** In the stand-in, these are links into /usr. A folder of the same name would take their place. */
function inStandIn(path: string): string {
  return path.replace(/^\/(bin|sbin|lib|lib64)(?=\/|$)/, '/usr/$1')
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
