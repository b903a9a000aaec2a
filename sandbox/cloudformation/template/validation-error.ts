import { ApiError } from '../types.ts'

export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', message)
}
