import { join } from 'node:path'
import { inject } from 'vitest'
import { openSandbox, type TestSandbox } from './sandbox.ts'

/**
 * The sandbox that e2e files with stacks of log groups, roles and topics share, one file after another. They give
 * what they make names of its own, and look only at calls made since they began. A file that bakes, boots instances
 * or looks at the whole account starts a sandbox of its own.
 */
export function shareSandbox(name: 'stacks'): Promise<TestSandbox> {
  return openSandbox(join(inject('sharedSandboxes'), name))
}
