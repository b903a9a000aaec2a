import { z } from 'zod'
import type { ToolError } from '../../errors/tool-error.ts'
import { deploysSchema } from '../../stacks/deploy/deploys-document.ts'
import { deployDocument, failedDeployDocument } from '../../stacks/deploy/document.ts'

export const document = z.union([deployDocument, deploysSchema])

export function failed(error: ToolError) {
  return failedDeployDocument(error, 0)
}
