import { getConsoleOutput } from './get-console-output.ts'
import type { Interception } from './interception.ts'

export const interceptions: Readonly<Record<string, Interception>> = {
  'ec2:GetConsoleOutput': getConsoleOutput,
}
