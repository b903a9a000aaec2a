import { sessionCache } from '../../connect/session.ts'
import { tellFailure } from '../../host/failure.ts'
import type { CommonOptions } from '../../host/options.ts'

/** `packer-ecs session clear`; the result is the exit status. */
export async function runSessionClear(options: CommonOptions): Promise<number> {
  return tellFailure(options, async () => {
    const cleared = await sessionCache(null).clear()
    if (options.json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, cleared })}\n`)
    else if (!options.quiet)
      process.stderr.write(`${cleared} ${cleared === 1 ? 'session' : 'sessions'} forgotten.\n`)
    return 0
  })
}
