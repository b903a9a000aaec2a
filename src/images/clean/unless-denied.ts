import { ToolError } from '../../errors/tool-error.ts'

/** The resources found; none if the caller may not look for them. */
export async function unlessDenied<Item>(found: Promise<Item[]>): Promise<Item[]> {
  try {
    return await found
  } catch (error) {
    if (error instanceof ToolError && error.code === 'ACCESS_DENIED') return []
    throw error
  }
}
