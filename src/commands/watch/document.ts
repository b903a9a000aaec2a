import type { ToolError } from '../../errors/tool-error.ts'
import { failedDeployDocument } from '../../stacks/deploy/document.ts'

export { deployDocument as document } from '../../stacks/deploy/document.ts'

export function failed(error: ToolError) {
  return failedDeployDocument(error, 0)
}
