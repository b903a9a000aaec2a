import { once } from '../../aws/clients.ts'
import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { missingForSandbox } from '../../connect/sandbox.ts'
import { makeChecks } from '../../doctor/check.ts'
import { doctorChecks } from '../../doctor/checks.ts'
import { files } from '../../host/system.ts'
import { packerEnvironment } from '../../packer/environment.ts'
import { findPacker } from '../../packer/find.ts'
import { installedAmazonPlugin } from '../../packer/prepare.ts'
import { run as runProgram } from '../../packer/run.ts'
import { doctorText } from '../../reporters/doctor-text.ts'
import { painter } from '../../reporters/paint.ts'
import type { AwsInvocation } from '../invocation.ts'

export async function run(invocation: AwsInvocation) {
  const { options, projectFolder: folder, projectIfAny, note } = invocation
  const context = contextOf(invocation)
  const checks = await makeChecks(await doctorChecks(context))
  const ok = checks.every(check => check.ok || !check.needed)
  if (checks.some(check => check.name === 'identity' && check.ok)) {
    const name = (await projectIfAny())?.name
    await noticeUnfinished({ folder, name }, await context.aws(), text => note(`${text}\n`))
  }
  const shown = options.quiet ? checks.filter(check => !check.ok && check.needed) : checks
  return {
    document: { schemaVersion: 1 as const, ok, checks },
    text: () => doctorText(shown, painter(process.stdout)),
    exitStatus: ok ? 0 : 1,
  }
}

type DoctorContext = Parameters<typeof doctorChecks>[0]

function contextOf({ options, project, connect }: AwsInvocation): DoctorContext {
  const environment = packerEnvironment(process.env, { region: '', credentialEndpoint: null })
  return {
    nodeVersion: process.versions.node,
    project,
    findPacker: once(() => findPacker({ environment, fileSystem: files, run: runProgram })),
    amazonPlugin: (packer, broken) => installedAmazonPlugin({ packer, run: runProgram, environment }, broken),
    sessionManagerPlugin: async () => {
      const { exitCode, output } = await runProgram('session-manager-plugin', ['--version'], { environment })
      return exitCode === 0 ? output.trim() : undefined
    },
    aws: once(() => connectForDoctor(connect)),
    sandbox: missingForSandbox,
    useSandbox: options.sandbox ?? false,
  }
}

async function connectForDoctor(connect: AwsInvocation['connect']) {
  const aws = await connect()
  const { dryRunBake } = await import('../../aws/dry-run.ts')
  return {
    ...aws,
    ...aws.clients,
    caller: once(() => aws.caller()),
    dryRun: request => dryRunBake(aws.clientOptions(aws.region), request),
  } satisfies Awaited<ReturnType<DoctorContext['aws']>>
}
