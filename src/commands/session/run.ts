import { sessionCache } from '../../connect/session.ts'

export async function run() {
  const cleared = await sessionCache(null).clear()
  return {
    document: { schemaVersion: 1 as const, cleared },
    note: `Deleted ${cleared} ${cleared === 1 ? 'session' : 'sessions'}.\n`,
  }
}
