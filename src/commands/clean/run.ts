import { dirname, resolve } from 'node:path'
import { readProject } from '../../config/read-project.ts'
import { connect } from '../../connect/aws.ts'
import { askSandbox } from '../../connect/sandbox.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { tellFailure } from '../../host/failure.ts'
import type { CleanOptions } from '../../host/options.ts'
import { workingFolder } from '../../host/places.ts'
import { processes } from '../../host/processes.ts'
import { answerTo } from '../../host/prompt.ts'
import { clock, files } from '../../host/system.ts'
import {
  type CleanContext,
  type CleanRequest,
  carryOutClean,
  proposeClean,
} from '../../images/clean/clean.ts'
import { cleanDocument, failedCleanDocument } from '../../images/clean/document.ts'
import { runId, seconds } from '../../images/clean/options.ts'
import { proposalText } from '../../reporters/clean-text.ts'
import { painter } from '../../reporters/text.ts'
import { readRecords } from '../../runs/record-file.ts'

/** `packer-ecs clean`; the result is the exit status. */
export async function runClean(options: CleanOptions): Promise<number> {
  return tellFailure(options, () => clean(options), failedCleanDocument)
}

async function clean(options: CleanOptions): Promise<number> {
  const { request, context } = await prepare(options)
  const proposal = await proposeClean(request, context)
  const { stderr, stdout } = process
  const tell = (text: string) => void (options.quiet ? undefined : stderr.write(text))
  const print = (document: object) =>
    void (options.json ? stdout.write(`${JSON.stringify(document)}\n`) : undefined)

  tell(proposalText(proposal, painter(stderr)))
  const isNothing = proposal.removals.length === 0 && proposal.orphans.length === 0
  if (isNothing) tell('Nothing to remove.\n')
  if (options.dryRun) {
    print(cleanDocument(isNothing ? 'nothing' : 'planned', proposal))
    return 0
  }
  if (!isNothing && !(await agreed(options))) {
    print(cleanDocument('declined', proposal))
    return 1
  }
  const done = await carryOutClean(proposal, request, context)
  for (const { type, id, region, why } of done.failed) {
    stderr.write(`${painter(stderr)('red', '✘')} ${type} ${id} in ${region} could not be removed: ${why}\n`)
  }
  const outcome = done.failed.length > 0 ? 'failed' : isNothing ? 'nothing' : 'cleaned'
  print(cleanDocument(outcome, proposal, done))
  return outcome === 'failed' ? 1 : 0
}

async function prepare(options: CleanOptions): Promise<{ request: CleanRequest; context: CleanContext }> {
  const run = options.run === undefined ? undefined : runId(options.run)
  const olderThanSeconds = options.olderThan === undefined ? undefined : seconds(options.olderThan)
  const projectFolder = dirname(resolve(workingFolder(), options.config))
  const { copyTo, sessionManager } = await imagesFacts(options.config)
  const aws = await connect(options, options.sandbox ? askSandbox() : null)
  const account = { accountId: (await aws.caller()).accountId, endpoint: aws.endpoint }
  const records = await readRecords(projectFolder, 'bake', files)
  return {
    request: {
      projectFolder,
      records: records.filter(
        ({ accountId, endpoint }) => accountId === account.accountId && endpoint === account.endpoint,
      ),
      account,
      regions: [aws.region, ...copyTo],
      sessionManager,
      run,
      olderThanSeconds,
    },
    context: {
      clock,
      processes,
      clients: aws.clients,
      onRemoved: ({ type, id, region }) => {
        if (!options.quiet)
          process.stderr.write(`${painter(process.stderr)('green', '✔')} ${type} ${id} in ${region}\n`)
      },
    },
  }
}

/** Where the images of the configuration are copied to, and how they are reached; without one anything may be. */
async function imagesFacts(config: string): Promise<{ copyTo: readonly string[]; sessionManager: boolean }> {
  try {
    const images = Object.values((await readProject(resolve(workingFolder(), config), files)).images)
    return {
      copyTo: images.flatMap(({ copyTo }) => copyTo),
      sessionManager: images.some(({ network }) => network.ssh === 'session-manager'),
    }
  } catch (error) {
    if (error instanceof ToolError && error.code === 'CONFIG_NOT_FOUND')
      return { copyTo: [], sessionManager: true }
    throw error
  }
}

/** @throws ToolError CLEAN_NOT_CONFIRMED where nobody can be asked */
async function agreed({ yes }: CleanOptions): Promise<boolean> {
  if (yes) return true
  if (!process.stdin.isTTY) {
    throw new ToolError('CLEAN_NOT_CONFIRMED', 'nobody is there to agree to what is shown above', {
      hint: 'Pass --yes to remove it, or --dry-run to see it only.',
      exitStatus: 2,
    })
  }
  const { default: confirm } = await import('@inquirer/confirm')
  return answerTo(() => confirm({ message: 'Remove this?', default: false }, { output: process.stderr }))
}
