import { createHash } from 'node:crypto'
import { z } from 'zod'
import { changeDocument, type DocumentKind, readDocument } from './document.ts'
import { line, runId, time } from './shapes.ts'
import type { StateContext } from './store.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** What a stack ran. */
const deployment = z.looseObject({
  /** When it was seen. */
  at: time,
  by: line,
  /** The deploy that saw it, before or after its change. */
  runId,
  /** As CloudFormation shows them: secrets are asterisks. */
  parameters: z.record(z.string().regex(/^[A-Za-z0-9]{1,255}$/), z.string().max(4096)),
  /** SHA-256 of the template. */
  template: digest,
})

const stackName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/)

const schema = z.looseObject({
  schemaVersion: z.literal(1),
  stackName,
  /** Oldest first. */
  deployments: z.array(deployment).max(100),
})

export type Deployment = z.infer<typeof deployment>
export type StackHistory = z.infer<typeof schema>

/** Key: `stacks/STACK-NAME.json`. */
export const stackHistories: DocumentKind<StackHistory> = {
  folder: 'stacks',
  schemaVersion: 1,
  schema,
  id: /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
  mostBytes: 10_000_000,
}

const template = z.looseObject({ schemaVersion: z.literal(1), text: z.string().max(1_100_000) })

/** Key: `templates/SHA-256.json`. */
const templates: DocumentKind<z.infer<typeof template>> = {
  folder: 'templates',
  schemaVersion: 1,
  schema: template,
  id: /^[0-9a-f]{64}$/,
  mostBytes: 5_000_000,
}

export interface SeenStack {
  readonly stackName: string
  readonly parameters: Readonly<Record<string, string>>
  /** The text of the template. */
  readonly template: string
}

/** Keeps what a stack runs, for a later rollback. */
export async function rememberStack(
  { stackName, parameters, template: text }: SeenStack,
  seen: Pick<Deployment, 'by' | 'runId'>,
  context: StateContext,
): Promise<void> {
  const hash = digestOf(text)
  await changeDocument(
    templates,
    hash,
    found => (found === undefined ? { schemaVersion: 1 as const, text } : undefined),
    context,
  )
  const last = {
    at: context.clock.now().toISOString(),
    ...seen,
    parameters: { ...parameters },
    template: hash,
  }
  await changeDocument(
    stackHistories,
    stackName,
    before => ({
      schemaVersion: 1 as const,
      stackName,
      ...before,
      deployments: withDeployment(before?.deployments ?? [], last),
    }),
    context,
  )
}

/** What a stack ran before what it runs now: the parameters and the template. Undefined if that is not known. */
export async function earlierDeployment(
  { stackName, parameters, template: text }: SeenStack,
  { store }: Pick<StateContext, 'store'>,
): Promise<{ readonly deployment: Deployment; readonly template: string } | undefined> {
  const now = { parameters, template: digestOf(text) }
  const known = (await readDocument(stackHistories, stackName, store))?.content.deployments ?? []
  const past = withoutReturn(known, now)
  const found = past.findLast(deployment => !isSame(deployment, now))
  if (found === undefined) return undefined
  const stored = await readDocument(templates, found.template, store)
  return stored && { deployment: found, template: stored.content.text }
}

const mostDeployments = 20

/** A deployment that the stack went back to is the last one again. */
function withDeployment(before: readonly Deployment[], last: Deployment): Deployment[] {
  const kept = withoutReturn(before, last)
  return kept.some(deployment => isSame(deployment, last))
    ? [...kept]
    : [...kept, last].slice(-mostDeployments)
}

function withoutReturn(
  deployments: readonly Deployment[],
  now: Pick<Deployment, 'parameters' | 'template'>,
): readonly Deployment[] {
  const index = deployments.findLastIndex(deployment => isSame(deployment, now))
  return index === -1 ? deployments : deployments.slice(0, index + 1)
}

type Content = Pick<Deployment, 'parameters' | 'template'>

function isSame(one: Content, other: Content): boolean {
  const sorted = ({ parameters }: Content) => JSON.stringify(Object.entries(parameters).sort())
  return one.template === other.template && sorted(one) === sorted(other)
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
