import { basename, dirname, join, resolve } from 'node:path'
import { once } from '../aws/clients.ts'
import type { Project } from '../config/settings.ts'
import { repeatInHints } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { showFailure } from '../host/failure.ts'
import type { CommonOptions } from '../host/options.ts'
import { createPerson } from '../host/person.ts'
import { stateFolder } from '../host/places.ts'
import { clock, files } from '../host/system.ts'
import { workingFolder } from '../host/working-folder.ts'
import type { CommandDescription } from '../reporters/completion/command-description.ts'
import { writeJson, writeText } from '../reporters/leave.ts'
import type { CommandDefinition, CommandPurpose } from './define-command.ts'
import { hintOptions } from './hint-options.ts'
import type { AwsInvocation, Result } from './invocation.ts'
import type { Chosen } from './to-commander.ts'

/** Runs a command and prints its result, or the error that ended it. The result is the exit status. */
export async function execute(
  { definition, arguments: words, ...chosen }: Chosen,
  describeProgram: () => CommandDescription,
): Promise<number> {
  const startedAt = clock.now()
  // A command that passes its arguments on has no options.
  const options = { config: '', ...chosen.options } as CommonOptions
  repeatInHints(hintOptions(chosen.options))
  try {
    // The sandbox answers while the command is loaded.
    const connect = await connector(definition, options)
    const { run } = await definition.run()
    const file = await configurationOf(options)
    const invocation = { arguments: words, startedAt, describeProgram, ...surroundings(options, file) }
    const result = await run({ ...invocation, connect: connect?.(invocation) } as never)
    return await print(result, options)
  } catch (cause) {
    const error = showFailure(cause)
    if (options.json) writeJson(process.stdout, await failure(definition, error, startedAt))
    return error.exitStatus
  }
}

/** Through links: the records of a project are found by the path of its folder. */
async function configurationOf({ config }: CommonOptions): Promise<string> {
  const file = resolve(workingFolder(), config)
  const folder = await files.realpath(dirname(file)).catch(() => dirname(file))
  return join(folder, basename(file))
}

function surroundings(options: CommonOptions, configurationFile: string) {
  const project = once(() => readTrusted(configurationFile, options))
  return {
    options,
    configurationFile,
    projectFolder: dirname(configurationFile),
    person: createPerson(),
    project,
    projectIfAny: () =>
      project().catch(error => {
        if (error instanceof ToolError && error.code === 'CONFIG_NOT_FOUND') return undefined
        throw error
      }),
    note: (text: string) => void (options.quiet ? undefined : writeText(process.stderr, text)),
  }
}

async function readTrusted(file: string, { trust }: CommonOptions): Promise<Project> {
  const [{ readProject }, { refusalOf }] = await Promise.all([
    import('../config/read-project.ts'),
    import('../trust/refusal.ts'),
  ])
  if (trust) return readProject(file, files)
  return readProject(file, files, project => refusalOf(project, stateFolder(), files))
}

type Surroundings = ReturnType<typeof surroundings>

/** The one way to AWS: with the purpose that the definition declares. Undefined for a command without one. */
async function connector({ purpose }: CommandDefinition, options: CommonOptions) {
  if (purpose === 'none') return undefined
  const sandbox = options.sandbox ? (await import('../connect/sandbox.ts')).askSandbox() : null
  if (onStacks.includes(purpose)) preload()
  return ({ person, projectIfAny }: Surroundings): AwsInvocation['connect'] =>
    async (stackRole = null, other) => {
      const { connect } = await import('../connect/aws.ts')
      return connect({
        options,
        sandbox,
        person,
        purpose: other ?? purpose,
        stackRole,
        project: projectIfAny,
      })
    }
}

const onStacks: readonly CommandPurpose[] = ['deploy', 'rollback', 'status', 'watch']

/** Loading the clients that a command on stacks needs takes as long as many calls, so it starts at once. */
function preload(): void {
  const clients = [import('../aws/cloudformation.ts'), import('../aws/ec2.ts'), import('../aws/sts.ts')]
  // An error is reported where the client is used.
  Promise.all(clients).catch(() => undefined)
}

async function print(result: Result<unknown>, { json, quiet }: CommonOptions): Promise<number> {
  const { document, text, note = '', wraps = false, exitStatus = 0, isAbandoned = false } = result
  if (json) writeJson(process.stdout, document)
  else {
    if (!quiet) writeText(process.stderr, note)
    writeText(process.stdout, (await text?.()) ?? '', wraps ? process.stdout.columns : undefined)
  }
  if (isAbandoned) process.stdout.write('', () => process.exit(exitStatus))
  return exitStatus
}

async function failure({ document }: CommandDefinition, error: ToolError, startedAt: Date): Promise<unknown> {
  const [{ errorDocument }, definition] = await Promise.all([
    import('../errors/error-document.ts'),
    document?.(),
  ])
  const plain = { schemaVersion: 1, error: errorDocument(error) }
  return definition?.failed?.(error, { startedAt, endedAt: clock.now() }) ?? plain
}
