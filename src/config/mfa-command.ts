import { resolve } from 'node:path'

/** `session.mfaCommand` as it runs: paths that begin with a dot are relative to the folder of packer-ecs.yaml. */
export function absoluteCommand(command: readonly string[], folder: string): readonly string[] {
  return command.map((word, index) => {
    const isPath = /^\.{1,2}\//.test(word) || (index === 0 && word.includes('/'))
    return isPath ? resolve(folder, word) : word
  })
}
