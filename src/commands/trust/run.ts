import { readProject } from '../../config/read-project.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { stateFolder } from '../../host/places.ts'
import { files } from '../../host/system.ts'
import { writeText } from '../../reporters/leave.ts'
import { claimsOf } from '../../trust/claims.ts'
import { describeClaim } from '../../trust/refusal.ts'
import { trustStore } from '../../trust/trusted.ts'
import type { Invocation } from '../invocation.ts'

export async function run({ options, configurationFile: file, person, note }: Invocation) {
  const claims = await claimsOf(await readProject(file, files), files)
  const store = trustStore(stateFolder(), files)
  if (claims.length > 0 && !(await store.has(file, claims))) {
    const list = `${file}\n${claims.map(claim => `  ${describeClaim(claim)}\n`).join('')}`
    if (options.yes) note(list)
    else {
      writeText(process.stderr, list)
      if (!(await person.confirm('Trust these settings and the files that they name?'))) throw declined(file)
    }
    await store.add(file, claims)
  }
  return {
    document: {
      schemaVersion: 1 as const,
      file,
      trusted: claims.map(({ key, value, effect }) => ({ key, value: copyOf(value), effect })),
    },
    note: claims.length === 0 ? `Nothing in ${file} needs trust.\n` : `${file} is trusted.\n`,
  }
}

function copyOf(value: string | readonly string[]): string | string[] {
  return typeof value === 'string' ? value : [...value]
}

function declined(file: string): ToolError {
  return new ToolError('DECLINED', `${file} is still not trusted`, {
    hint: `Remove the settings listed above, or run "${ownCommand('trust')}" again.`,
  })
}
