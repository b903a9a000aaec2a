import { readCalls } from '../gateway/call-log.ts'
import { type CommonOptions, stateFolderOf } from './options.ts'
import { print, printDocument } from './output.ts'

/** Prints the API calls recorded since the state folder was created, oldest first. */
export async function calls(options: CommonOptions): Promise<void> {
  const recorded = await readCalls(stateFolderOf(options))
  if (options.json) return printDocument<'calls'>(recorded)
  print(
    ...recorded.map(({ time, service, action, status, errorCode, durationMilliseconds }) => {
      const outcome = errorCode ?? status ?? 'dropped'
      return `${time}  ${`${service}:${action}`.padEnd(36)} ${outcome}  ${durationMilliseconds} ms`
    }),
  )
}
