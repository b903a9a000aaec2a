import type { Rule } from './rule.ts'

export const filesRule: Rule = ({ files, staging }) => [
  ...files.flatMap(({ target }, index) => {
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
  }),
  ...staging.flatMap(({ name }, index) => {
    const first = staging.findIndex(other => other.name === name)
    if (first === index) return []
    return [
      {
        code: 'VALUE_DUPLICATE',
        path: ['staging', index],
        problem: `which has the name "${name}" as another one`,
        hint: 'Use different names: the path above the name is not kept.',
        against: [['staging', first]],
      },
    ]
  }),
]
