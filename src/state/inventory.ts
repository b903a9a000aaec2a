import { z } from 'zod'
import type { DocumentKind } from './document.ts'
import { imageId, line } from './shapes.ts'

/** The packages of an AMI, as its build instance listed them. */
export const inventoryContents = z.looseObject({
  schemaVersion: z.literal(1),
  /** The default kernel. */
  kernel: line,
  agentVersion: line,
  dockerVersion: line,
  release: line,
  packages: z.array(z.looseObject({ name: line, version: line })).max(20_000),
})

const schema = inventoryContents.extend({ imageId })

export type StoredInventory = z.infer<typeof schema>

/** Key: `inventories/AMI-ID.json`. */
export const inventories: DocumentKind<StoredInventory> = {
  folder: 'inventories',
  schemaVersion: 1,
  schema,
  id: /^ami-[0-9a-f]{8,17}$/,
  mostBytes: 10_000_000,
}
