import { z } from 'zod'
import { type Refusal, refuse } from './check.ts'

export const name = z
  .string()
  .superRefine(refuse(findFault))
  .default('{image}-{release}-{runId}')
  .describe('Name of the AMI. {image}, {release} and {runId} are filled in; {runId} must be there.')

const placeholders = ['image', 'release', 'runId']

function findFault(pattern: string): Refusal | undefined {
  const used = [...pattern.matchAll(/\{([^{}]*)\}/g)].map(([, placeholder]) => placeholder ?? '')
  const unknown = used.find(placeholder => !placeholders.includes(placeholder))
  if (unknown !== undefined) {
    return {
      code: 'NAME_PATTERN',
      problem: `where {${unknown}} means nothing`,
      hint: 'Use {image}, {release} and {runId}.',
    }
  }
  if (!used.includes('runId')) {
    return {
      code: 'NAME_PATTERN',
      problem: 'without {runId}',
      why: 'Names of AMIs are unique: the second bake would fail after all its work.',
      hint: 'Add {runId}, e.g. "{image}-{runId}".',
    }
  }
  const literal = pattern.replaceAll(/\{[^{}]*\}/g, '')
  const wrong = /[^A-Za-z0-9()[\] ./'@_-]/.exec(literal)
  if (wrong === null) return undefined
  return {
    code: 'NAME_PATTERN',
    problem: `where ${JSON.stringify(wrong[0])} is not allowed`,
    hint: "Use letters, digits, spaces and ( ) [ ] . / - ' @ _ only.",
  }
}
