import { stateFolder } from '../../host/places.ts'
import { processes } from '../../host/processes.ts'
import { clock, files } from '../../host/system.ts'
import {
  type CleanContext,
  type CleanRequest,
  carryOutClean,
  proposeClean,
} from '../../images/clean/clean.ts'
import { type CleanDocument, cleanDocument } from '../../images/clean/document.ts'
import { runId, seconds } from '../../images/clean/options.ts'
import { proposalText } from '../../reporters/clean-text.ts'
import { onOneLine } from '../../reporters/foreign.ts'
import { writeText } from '../../reporters/leave.ts'
import { painter } from '../../reporters/paint.ts'
import { isOfProject } from '../../runs/record.ts'
import { readRecords, recordsFolder } from '../../runs/record-file.ts'
import { type LeftGroup, leftGroups } from '../../verify/left-over.ts'
import type { AwsInvocation, Result } from '../invocation.ts'

export interface CleanOptions {
  readonly dryRun?: true
  readonly run?: string
  readonly olderThan?: string
}

type CleanInvocation = AwsInvocation<object, CleanOptions>

export async function run(invocation: CleanInvocation): Promise<Result<CleanDocument>> {
  const { options, note, person } = invocation
  const { request, context, left } = await prepare(invocation)
  const found = await proposeClean(request, context)
  const proposal = { ...found, kept: [...found.kept, ...left] }
  const { stderr } = process
  note(proposalText(proposal, painter(stderr)))
  const isNothing = proposal.removals.length === 0 && proposal.orphans.length === 0
  if (isNothing) note('There is nothing to delete.\n')
  if (options.dryRun) return { document: cleanDocument(isNothing ? 'nothing' : 'planned', proposal) }
  const isAgreed = isNothing || options.yes || (await person.confirm('Delete these resources?'))
  if (!isAgreed) return { document: cleanDocument('declined', proposal), exitStatus: 1 }
  const done = await carryOutClean(found, request, context)
  for (const { type, id, region, why } of onOneLine(done.failed)) {
    const mark = painter(stderr)('red', '✘')
    writeText(stderr, `${mark} ${type} ${id} in ${region} could not be deleted: ${why}\n`)
  }
  const outcome = done.failed.length > 0 ? 'failed' : isNothing ? 'nothing' : 'cleaned'
  return {
    document: cleanDocument(outcome, proposal, { ...done, kept: [...done.kept, ...left] }),
    exitStatus: outcome === 'failed' ? 1 : 0,
  }
}

async function prepare({
  options,
  projectFolder,
  note,
  ...invocation
}: CleanInvocation): Promise<{ request: CleanRequest; context: CleanContext; left: readonly LeftGroup[] }> {
  const run = options.run === undefined ? undefined : runId(options.run)
  const olderThanSeconds = options.olderThan === undefined ? undefined : seconds(options.olderThan)
  const project = await invocation.projectIfAny()
  const images = Object.values(project?.images ?? {})
  const aws = await invocation.connect()
  const account = { accountId: (await aws.caller()).accountId, endpoint: aws.endpoint }
  const folder = recordsFolder(stateFolder(), projectFolder)
  const records = await readRecords(folder, 'bake', files)
  const verifications = (await readRecords(folder, 'verify', files)).filter(
    record =>
      record.accountId === account.accountId &&
      record.endpoint === account.endpoint &&
      (run === undefined || record.runId === run),
  )
  return {
    left: await leftGroups(verifications, processes),
    request: {
      projectFolder,
      recordsFolder: folder,
      projectName: project?.name,
      records: records.filter(
        record =>
          record.accountId === account.accountId &&
          record.endpoint === account.endpoint &&
          (project === undefined || isOfProject(record, project.name)),
      ),
      account,
      regions: [aws.region, ...images.flatMap(({ copyTo }) => copyTo)],
      // Without images in a configuration, a bake of any image may have used it.
      sessionManager: images.length === 0 || images.some(({ network }) => network.ssh === 'session-manager'),
      run,
      olderThanSeconds,
    },
    context: {
      clock,
      processes,
      clients: aws.clients,
      onRemoved: removed => {
        const { type, id, region } = onOneLine(removed)
        note(`${painter(process.stderr)('green', '✔')} ${type} ${id} in ${region}\n`)
      },
    },
  }
}
