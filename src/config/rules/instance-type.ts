import type { Path } from '../finding.ts'
import type { Architecture } from '../settings.ts'
import type { Rule } from './rule.ts'

export const instanceTypeRule: Rule = ({ architecture, instanceType, spot }) => {
  const example = { x86_64: 't3.medium', arm64: 't4g.medium' }[architecture]
  const types: readonly (readonly [Path, string])[] = [
    [['instanceType'], instanceType],
    ...(spot?.instanceTypes ?? []).map((type, index) => [['spot', 'instanceTypes', index], type] as const),
  ]
  return types
    .map(([path, type]) => ({ path, actual: architectureOf(type) }))
    .filter(({ actual }) => actual !== architecture)
    .map(({ path, actual }) => ({
      code: 'INSTANCE_TYPE_ARCHITECTURE',
      path,
      problem: `a type for ${actual}, but the architecture is ${architecture}`,
      hint: `Use a type for ${architecture} such as ${example}, or set "architecture: ${actual}".`,
      against: [['architecture']],
    }))
}

/** Graviton families have a "g" in the letters after the generation number (t4g, m7gd, im4gn); a1 is also one. */
function architectureOf(instanceType: string): Architecture {
  return /^(?:a1\.|[a-z]+\d+[a-z]*g)/.test(instanceType) ? 'arm64' : 'x86_64'
}
