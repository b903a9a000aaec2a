import type { Rule } from './rule.ts'

export const filesRule: Rule = ({ files }) =>
  files.flatMap(({ target }, index) => {
    const first = files.findIndex(other => other.target === target)
    if (first === index) return []
    return [
      {
        code: 'VALUE_DUPLICATE',
        path: ['files', index, 'target'],
        problem: 'which is also the target of another file',
        hint: 'Use a different target for each file.',
        against: [['files', first]],
      },
    ]
  })
