import { z } from 'zod'
import type { StoredObject } from '../aws/s3.ts'
import { ToolError } from '../errors/tool-error.ts'
import { pause, type StateContext, type StateStore } from './store.ts'

/** A kind of document in the state bucket: JSON with a `schemaVersion`. */
export interface DocumentKind<Content> {
  /** Prefix of the keys, without a slash. */
  readonly folder: string
  readonly schemaVersion: number
  readonly schema: z.ZodType<Content>
  /** What an id must look like; at most 128 characters without a slash. */
  readonly id: RegExp
  readonly mostBytes: number
}

export interface StoredDocument<Content> {
  readonly content: Content
  readonly stored: StoredObject
}

/** @throws Error if the id is not of the form that the kind expects: check ids that come from outside first */
export function keyOf({ folder, id: pattern }: DocumentKind<unknown>, id: string): string {
  if (!pattern.test(id)) throw new Error(`${JSON.stringify(id)} cannot be an id in ${folder}/`)
  return `${folder}/${id}.json`
}

/**
 * Undefined if there is no such document.
 *
 * @throws ToolError STATE_DOCUMENT_INVALID, STATE_DOCUMENT_NEWER
 */
export async function readDocument<Content>(
  kind: DocumentKind<Content>,
  id: string,
  store: StateStore,
): Promise<StoredDocument<Content> | undefined> {
  const key = keyOf(kind, id)
  const stored = await store.get(key, kind.mostBytes)
  return stored && { content: parsed(kind, key, stored), stored }
}

/**
 * Creates or changes a document. `change` runs again if another process wrote the document meanwhile, so no change of
 * two processes is lost. It returns undefined to leave the document as it is.
 *
 * @returns the document as it is stored
 * @throws ToolError STATE_DOCUMENT_INVALID, STATE_DOCUMENT_NEWER, STATE_CONTENDED
 */
export async function changeDocument<Content>(
  kind: DocumentKind<Content>,
  id: string,
  change: (before: Content | undefined) => Content | undefined,
  context: StateContext,
): Promise<Content | undefined> {
  const key = keyOf(kind, id)
  let sent: string | undefined
  for (let attempt = 1; ; attempt += 1) {
    const before = await readDocument(kind, id, context.store)
    // The response to the last attempt was lost, and the repeated request was refused.
    if (before !== undefined && before.stored.text === sent) return before.content
    const after = change(before?.content)
    if (after === undefined) return before?.content
    sent = textOf(kind, key, after)
    const etag = await context.store.putIf(
      key,
      sent,
      before === undefined ? 'absent' : { etag: before.stored.etag },
    )
    if (etag !== undefined) return after
    await pause(attempt, key, context)
  }
}

/** The content as text. @throws ToolError STATE_DOCUMENT_INVALID if it could not be read again */
export function textOf<Content>(kind: DocumentKind<Content>, key: string, content: Content): string {
  const text = `${JSON.stringify(content)}\n`
  if (Buffer.byteLength(text) > kind.mostBytes) throw invalid(key, sizeProblem(kind))
  const result = kind.schema.safeParse(content)
  if (!result.success) throw invalid(key, z.prettifyError(result.error))
  return text
}

function parsed<Content>(kind: DocumentKind<Content>, key: string, { text }: StoredObject): Content {
  if (text === null) throw invalid(key, sizeProblem(kind))
  const found = json(text)
  const newer = z.looseObject({ schemaVersion: z.int().gt(kind.schemaVersion) }).safeParse(found)
  if (newer.success) throw tooNew(key, newer.data.schemaVersion)
  const result = kind.schema.safeParse(found)
  if (!result.success) throw invalid(key, z.prettifyError(result.error))
  return result.data
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function sizeProblem({ mostBytes }: DocumentKind<unknown>): string {
  return `It is larger than ${mostBytes} bytes, or not UTF-8 text.`
}

function invalid(key: string, problem: string): ToolError {
  return new ToolError('STATE_DOCUMENT_INVALID', `${key} in the state bucket is not a valid document`, {
    why: 'packer-ecs does not act on a document that it does not fully understand.',
    hint: 'Restore an earlier version of the object, or delete it if nothing needs it.',
    details: problem.split('\n').slice(0, 10),
  })
}

function tooNew(key: string, version: number): ToolError {
  return new ToolError('STATE_DOCUMENT_NEWER', `${key} in the state bucket has schema version ${version}`, {
    why: 'A newer version of packer-ecs wrote it.',
    hint: 'Update packer-ecs on this machine.',
  })
}
