import { secretHeader } from './control-access.ts'
import type { RunningSandbox } from './running-sandbox.ts'

/** Calls the supervisor's private API: POST with content, otherwise GET. */
export function requestControl(
  { endpoint, controlSecret }: Pick<RunningSandbox, 'endpoint' | 'controlSecret'>,
  path: string,
  options: { readonly content?: unknown; readonly milliseconds: number },
): Promise<Response> {
  const { content, milliseconds } = options
  return fetch(`${endpoint}/_sandbox/${path}`, {
    ...(content === undefined ? {} : { method: 'POST', body: JSON.stringify(content) }),
    // A sandbox that an older version started has no secret and does not ask for one.
    headers: { [secretHeader]: controlSecret ?? '' },
    signal: AbortSignal.timeout(milliseconds),
  })
}
