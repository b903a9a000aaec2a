import { ApiError } from '../types.ts'
import { type ApiInput, textOf } from './input.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | undefined
}

/** A page of a list. The token is the index of the next item. */
export function page<Item>(all: readonly Item[], input: ApiInput, size: number): Page<Item> {
  const token = textOf(input, 'NextToken')
  const start = token === undefined ? 0 : Number(token)
  if (!Number.isInteger(start)) throw new ApiError('ValidationError', 'Invalid token')
  const end = start + size
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined }
}

/** A page of a list that grows at its start. The token is the number of remaining items. */
export function pageFromEnd<Item>(newestFirst: readonly Item[], input: ApiInput, size: number): Page<Item> {
  const token = textOf(input, 'NextToken')
  const left = token === undefined ? newestFirst.length : Number(token)
  if (!Number.isInteger(left)) throw new ApiError('ValidationError', 'Invalid token')
  const start = newestFirst.length - left
  const items = newestFirst.slice(start, start + size)
  return { items, next: left > size ? String(left - size) : undefined }
}
