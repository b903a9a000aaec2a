import { resolve } from 'node:path'
import { readProject } from '../../config/read-project.ts'
import { connect } from '../../connect/aws.ts'
import { noticeUnfinishedOf } from '../../connect/notice-unfinished.ts'
import { askSandbox, missingForSandbox } from '../../connect/sandbox.ts'
import { makeChecks } from '../../doctor/check.ts'
import { doctorChecks } from '../../doctor/checks.ts'
import { tellFailure } from '../../host/failure.ts'
import type { CommonOptions } from '../../host/options.ts'
import { workingFolder } from '../../host/places.ts'
import { files } from '../../host/system.ts'
import { packerEnvironment } from '../../packer/environment.ts'
import { findPacker } from '../../packer/find.ts'
import { installedAmazonPlugin } from '../../packer/prepare.ts'
import { run } from '../../packer/run.ts'
import { doctorText } from '../../reporters/doctor-text.ts'
import { painter } from '../../reporters/text.ts'

/** `packer-ecs doctor`; the result is the exit status. */
export async function runDoctor(options: CommonOptions): Promise<number> {
  return tellFailure(options, async () => {
    const context = contextOf(options)
    const results = await makeChecks(doctorChecks(context))
    const ok = results.every(result => result.ok || !result.needed)
    if (options.json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ok, checks: results })}\n`)
    else {
      const shown = options.quiet ? results.filter(result => !result.ok && result.needed) : results
      process.stdout.write(doctorText(shown, painter(process.stdout)))
    }
    if (results.some(({ name, ok }) => name === 'identity' && ok)) {
      await noticeUnfinishedOf(options, await context.aws())
    }
    return ok ? 0 : 1
  })
}

function contextOf(options: CommonOptions) {
  const environment = packerEnvironment(process.env, { region: '', credentialEndpoint: null })
  const aws = once(() => connectForDoctor(options))
  return {
    nodeVersion: process.versions.node,
    project: once(() => readProject(resolve(workingFolder(), options.config), files)),
    findPacker: once(() => findPacker({ environment, fileSystem: files, run })),
    amazonPlugin: packer => installedAmazonPlugin({ packer, run, environment, folder: workingFolder() }),
    sessionManagerPlugin: async () => {
      const { exitCode, output } = await run('session-manager-plugin', ['--version'], { environment })
      return exitCode === 0 ? output.trim() : undefined
    },
    aws,
    sandbox: missingForSandbox,
    useSandbox: options.sandbox ?? false,
  } satisfies Parameters<typeof doctorChecks>[0]
}

async function connectForDoctor(options: CommonOptions) {
  const aws = await connect(options, options.sandbox ? askSandbox() : null)
  const { dryRunBake } = await import('../../aws/dry-run.ts')
  return {
    ...aws,
    ...aws.clients,
    caller: once(() => aws.caller()),
    dryRun: request => dryRunBake(aws.clientOptions(aws.region), request),
  } satisfies Awaited<ReturnType<Parameters<typeof doctorChecks>[0]['aws']>>
}

/** The same answer to everyone who asks. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let answer: Promise<Result> | undefined
  return () => {
    answer ??= work()
    return answer
  }
}
