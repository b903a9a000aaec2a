/**
 * What files/bake/run.sh prints on the build instance around a script and before each of its lines. Unmarked lines are
 * never those of a script.
 */
export type Mark =
  | { readonly kind: 'begin'; readonly index: number }
  | { readonly kind: 'output'; readonly text: string }
  | {
      readonly kind: 'end'
      readonly index: number
      readonly exitStatus: number
      readonly fault: ScriptFault | null
    }

const faults = ['background', 'reboot', 'hidden'] as const

/**
 * `background`: a process of the script kept its output open; `reboot`: the instance shut down; `hidden`: the folder of the
 * bake's files was deleted, or is below a new mount.
 */
export type ScriptFault = (typeof faults)[number]

/** Reads a line of `packer build -machine-readable` as printed: a script may print what Packer uses for line breaks. */
export function markOf(line: string): Mark | undefined {
  const [, kind, text = ''] = markedLine.exec(line) ?? []
  if (kind === '|') return { kind: 'output', text: text.replaceAll('%!(PACKER_COMMA)', ',') }
  const [index, exitStatus, fault] = text.split(' ')
  if (kind === '>') return { kind: 'begin', index: Number(index) }
  if (kind === '<') {
    return {
      kind: 'end',
      index: Number(index),
      exitStatus: Number(exitStatus),
      fault: faults.find(known => known === fault) ?? null,
    }
  }
  return undefined
}

/** Packer's prefix is `==> SOURCE: `, before 1.7 also four spaces. It removes white space at the end. */
const markedLine = /^\d+,[^,]*,ui,\w+,(?:==> | {4})[\w.-]+: packer-ecs([>|<]) ?(.*)$/s
