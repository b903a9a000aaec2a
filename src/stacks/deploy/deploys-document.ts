import { z } from 'zod'
import { type DocumentOf, errorDocument, errorSchema } from '../../errors/error-document.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import { type DeployDocument, deployDocument, deployOutcome } from './document.ts'

export const deploysSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    outcome: deployOutcome.describe('The worst outcome of the runs.'),
    runs: z
      .array(deployDocument)
      .describe('In the order of the deployments. Stacks after the first failure are missing.'),
    error: errorSchema.nullable().describe('What ended the command before the first run.'),
  })
  .describe('Printed with --all.')

/** What `deploy --all --json` prints. */
export type DeploysDocument = DocumentOf<typeof deploysSchema>

/** Worst first. */
const outcomes = [
  'failed',
  'rolledBack',
  'detached',
  'started',
  'planned',
  'updated',
  'created',
  'unchanged',
] as const

export function failedDeploysDocument(error: ToolError): DeploysDocument {
  return { schemaVersion: 1, outcome: 'failed', runs: [], error: errorDocument(error) }
}

export function deploysDocument(runs: readonly DeployDocument[]): DeploysDocument {
  const outcome = outcomes.find(candidate => runs.some(run => run.outcome === candidate)) ?? 'unchanged'
  return { schemaVersion: 1, outcome, runs, error: null }
}
