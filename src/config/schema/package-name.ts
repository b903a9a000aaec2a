import { z } from 'zod'
import { type Refusal, refuse } from './check.ts'

/** With a version or an architecture, as dnf takes it. */
const pattern = /^[A-Za-z0-9][A-Za-z0-9+._-]*$/

export const packageName = z.string().superRefine(refuse(packageFault)).meta({ pattern: pattern.source })

function packageFault(name: string): Refusal | undefined {
  if (pattern.test(name)) return undefined
  const refusal = (problem: string, hint: string) => ({ code: 'VALUE_FORMAT', problem, hint })
  if (name.startsWith('@')) {
    return refusal(
      'which is a group of packages',
      `List its packages, or run "dnf --assumeyes group install '${name.slice(1)}'" in a script.`,
    )
  }
  if (name.includes('/') || name.endsWith('.rpm')) {
    return refusal(
      'which is not a name but a file or an address',
      'Put the file into "staging" and install it in a script: dnf --assumeyes install /var/tmp/packer-ecs/staging/NAME.rpm',
    )
  }
  return { code: 'VALUE_FORMAT', hint: 'Use a package name as in "dnf install".' }
}
