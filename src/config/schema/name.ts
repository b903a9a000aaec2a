import { z } from 'zod'
import { type Refusal, refuse } from './check.ts'

export const name = z
  .string()
  .superRefine(refuse(findFault))
  .default('{image}-{release}-{runId}')
  .describe('Name of the AMI, with the placeholders {image}, {release} and {runId}; {runId} is required.')

const placeholders = ['image', 'release', 'runId']

function findFault(pattern: string): Refusal | undefined {
  const used = [...pattern.matchAll(/\{([^{}]*)\}/g)].map(([, placeholder]) => placeholder ?? '')
  const unknown = used.find(placeholder => !placeholders.includes(placeholder))
  if (unknown !== undefined) {
    return {
      code: 'NAME_PATTERN',
      problem: `which has the unknown placeholder {${unknown}}`,
      hint: 'Use {image}, {release} and {runId}.',
    }
  }
  if (!used.includes('runId')) {
    return {
      code: 'NAME_PATTERN',
      problem: 'which does not have {runId}',
      why: 'AMI names are unique: the second bake would fail at its end.',
      hint: 'Add {runId}, e.g. "{image}-{runId}".',
    }
  }
  const literal = pattern.replaceAll(/\{[^{}]*\}/g, '')
  const wrong = /[^A-Za-z0-9()[\] ./'@_-]/.exec(literal)
  if (wrong === null) return undefined
  return {
    code: 'NAME_PATTERN',
    problem: `which contains the invalid character ${JSON.stringify(wrong[0])}`,
    hint: "Use only letters, digits, spaces and ( ) [ ] . / - ' @ _",
  }
}
