import { ToolError } from '../../errors/tool-error.ts'
import { isRunId } from '../../runs/run-id.ts'

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/**
 * Converts `90s`, `30m`, `12h` or `7d` to seconds.
 *
 * @throws ToolError DURATION_FORMAT
 */
export function seconds(duration: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(duration) ?? []
  if (count !== undefined) return Number(count) * (units[unit] ?? 1)
  throw new ToolError('DURATION_FORMAT', `invalid value "${duration}" for --older-than`, {
    hint: 'Use a number and a unit, e.g. 90s, 30m, 12h or 7d.',
    exitStatus: 2,
  })
}

/** @throws ToolError RUN_ID_FORMAT */
export function runId(text: string): string {
  if (isRunId(text)) return text
  throw new ToolError('RUN_ID_FORMAT', `invalid value "${text}" for --run`, {
    hint: 'Use a run id such as 20261121-013000-a1b2: the value of the tag packer-ecs:run, or the name of a folder in .packer-ecs/runs.',
    exitStatus: 2,
  })
}
