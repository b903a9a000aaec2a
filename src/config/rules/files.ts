import type { Rule } from './rule.ts'

export const filesRule: Rule = ({ files }) =>
  files.flatMap(({ target }, index) => {
    const first = files.findIndex(other => other.target === target)
    if (first === index) return []
    return [
      {
        code: 'VALUE_DUPLICATE',
        path: ['files', index, 'target'],
        problem: 'the target of another file too',
        hint: 'Give each file a target of its own.',
        against: [['files', first]],
      },
    ]
  })
