import { ResourceError } from '../types.ts'

/** A resource handler's error, in AWS's form. `code` is the handler's, e.g. `AlreadyExists`. */
export function refusal(message: string, code: string, token: string): ResourceError {
  return new ResourceError(
    `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`,
  )
}
