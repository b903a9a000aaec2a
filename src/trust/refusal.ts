import type { Project } from '../config/settings.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'
import { type Claim, claimsOf } from './claims.ts'
import { trustStore } from './trusted.ts'

/** Why nothing of a project may be used yet: PROJECT_NOT_TRUSTED; undefined when it may be. */
export async function refusalOf(
  project: Project,
  stateFolder: string,
  fileSystem: FileSystem,
): Promise<ToolError | undefined> {
  const claims = await claimsOf(project, fileSystem)
  if (claims.length === 0) return undefined
  if (await trustStore(stateFolder, fileSystem).has(project.file, claims)) return undefined
  return new ToolError('PROJECT_NOT_TRUSTED', `${project.file} is not trusted`, {
    why: 'It runs programs on this machine or reads files outside of its folder, with the settings listed above.',
    hint: `Review these settings and the files that they name, then run "${ownCommand('trust')}". In CI, pass --trust.`,
    details: claims.map(describeClaim),
    exitStatus: 2,
  })
}

/** `runs   session.mfaCommand: ["./code.sh"]` */
export function describeClaim({ key, value, effect }: Claim): string {
  return `${effect.padEnd(6)} ${key}: ${JSON.stringify(value)}`
}
