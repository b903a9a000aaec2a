import type { IForbiddenRuleType } from 'dependency-cruiser'
import { folders, packages } from './import-law.ts'

/** The import law as rules of dependency-cruiser; `comment` is what to do instead. */
export function importRules(): IForbiddenRuleType[] {
  return [
    ...twoPrograms,
    {
      name: 'package of tests only',
      comment: 'This package is under the AGPL: only tests may import it.',
      severity: 'error',
      from: { path: '^(src|sandbox)/' },
      to: { path: '@cloud-copilot/' },
    },
    {
      name: 'unknown-folder',
      comment: 'Add this folder to lint/import-law.ts: what it is, and what it may import.',
      severity: 'error',
      from: { path: '^src/', pathNot: inFolders(Object.keys(folders)) },
      to: {},
    },
    ...Object.entries(folders).map(
      ([name, { imports }]): IForbiddenRuleType => ({
        name: `folder ${name}`,
        comment: `src/${name} may import ${imports.join(', ') || 'no other folder'} (lint/import-law.ts). Pass the value in, or move the code to the folder that owns it.`,
        severity: 'error',
        from: { path: inFolders([name]) },
        to: { path: '^src/', pathNot: inFolders([name, ...imports]) },
      }),
    ),
    ...packages.map(
      ({ name, only, instead }): IForbiddenRuleType => ({
        name: `package ${name}`,
        comment: `Only ${only.map(folder => `src/${folder}`).join(' and ')} may import ${name}. ${instead}`,
        severity: 'error',
        from: { path: '^src/', pathNot: inFolders(only) },
        to: { path: `node_modules/${name}(/|$)` },
      }),
    ),
  ]
}

const twoPrograms: IForbiddenRuleType[] = [
  {
    name: 'sandbox in src',
    comment: 'src/ uses the command line of the sandbox, not its code.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^sandbox/' },
  },
  {
    name: 'src in sandbox',
    comment: 'sandbox/ shares a wire format or a file with src/, not code.',
    severity: 'error',
    from: { path: '^sandbox/' },
    to: { path: '^src/' },
  },
]

function inFolders(names: readonly string[]): string {
  return `^src/(${names.map(name => name.replaceAll('.', '\\.')).join('|')})(/|$)`
}
