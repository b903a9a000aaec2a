import { z } from 'zod'
import { ToolError } from '../errors/tool-error.ts'
import { readNamed } from '../files/read-named.ts'
import type { FileSystem } from '../ports/ports.ts'
import { inventoryContents } from '../state/inventory.ts'

/** The installed packages and versions, downloaded from the build instance. */
export type Inventory = z.infer<typeof schema>

const schema = inventoryContents.extend({
  /** What scripts left that instances of the AMI do not have. */
  lost: z.array(z.object({ what: z.string(), hint: z.string() })).default([]),
})

/** The build instance writes it: a few hundred packages, in less than 100 kB. */
const mostBytes = 10_000_000

/** @throws ToolError INVENTORY_UNREADABLE */
export async function readInventory(file: string, fileSystem: FileSystem): Promise<Inventory> {
  try {
    return schema.parse(JSON.parse((await readNamed(file, mostBytes, fileSystem)).toString()))
  } catch (cause) {
    throw new ToolError('INVENTORY_UNREADABLE', `the inventory ${file} cannot be used`, {
      why: 'scripts/check.sh writes it on the build instance; packer-ecs reads kernel and package versions from it.',
      hint: 'If you use your own template, download /var/tmp/packer-ecs/inventory.json as in packer/image.pkr.hcl.hbs.',
      cause,
    })
  }
}
