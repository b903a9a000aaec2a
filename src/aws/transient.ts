import { ToolError } from '../errors/tool-error.ts'

/** Whether a retry may succeed: throttled, disconnected, or an error of the service. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof ToolError)) return false
  if (error.code === 'AWS_UNREACHABLE') return true
  if (!(error.cause instanceof Error)) return false
  const { name, $metadata } = error.cause as Error & { readonly $metadata?: { httpStatusCode?: number } }
  return throttled.has(name) || ($metadata?.httpStatusCode ?? 0) >= 500
}

const throttled = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'RequestThrottled',
])
