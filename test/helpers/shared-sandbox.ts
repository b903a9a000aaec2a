import { join } from 'node:path'
import { inject } from 'vitest'
import { openSandbox, type TestSandbox } from './sandbox.ts'

/**
 * A sandbox that e2e files share, one file after another. They give what they make names of its own, and look only at
 * calls made since they began.
 *
 * - `stacks`: no machines, only stacks of log groups, roles and topics.
 * - `clusters`: files that need no more than a good AMI of the image `makeProject()` has. The first one bakes it, and
 *   `bakedImage` finds it for the others. Each ends its machines (end-machines.ts).
 *
 * A file that looks at how a bake goes, or at the whole account, starts a sandbox of its own.
 */
export function shareSandbox(name: 'stacks' | 'clusters'): Promise<TestSandbox> {
  return openSandbox(join(inject('sharedSandboxes'), name))
}
