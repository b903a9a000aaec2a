/** `mayReplace`: CloudFormation decides while it applies the change. */
export type ChangeAction = 'add' | 'change' | 'mayReplace' | 'replace' | 'remove' | 'import' | 'unknown'
