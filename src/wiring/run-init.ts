import { access, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { type FirstProject, firstProject, firstProjectText, wrongAnswer } from '../config/first-project.ts'
import { ToolError } from '../errors/tool-error.ts'
import { tellFailure } from './failure.ts'
import type { CommonOptions } from './options.ts'
import { packageFolder, workingFolder } from './places.ts'
import { answerTo } from './prompt.ts'

/** `packer-ecs init`; the result is the exit status. */
export async function runInit(options: CommonOptions): Promise<number> {
  return tellFailure(options, async () => {
    const file = resolve(workingFolder(), options.config)
    if (await exists(file)) throw alreadyThere(file)
    const defaults = { ...firstProject, timezone: ownTimezone() }
    const answers = options.yes ? defaults : await answerTo(() => ask(defaults))
    await write(file, firstProjectText(answers, schemaFor(file)))
    if (options.json)
      process.stdout.write(`${JSON.stringify({ schemaVersion: 1, file, image: answers.image })}\n`)
    else if (!options.quiet)
      process.stderr.write(`${file} is written. Next: packer-ecs bake --sandbox --yes\n`)
    return 0
  })
}

async function ask(defaults: FirstProject): Promise<FirstProject> {
  if (!process.stdin.isTTY) {
    throw new ToolError('NO_TERMINAL', 'init has questions, but there is no terminal to ask on', {
      hint: 'Take the defaults with --yes.',
      exitStatus: 2,
    })
  }
  const [{ default: input }, { default: select }] = await Promise.all([
    import('@inquirer/input'),
    import('@inquirer/select'),
  ])
  const context = { output: process.stderr }
  const image = await input(
    {
      message: 'Name of the image',
      default: defaults.image,
      validate: image => wrongAnswer({ image }) ?? true,
    },
    context,
  )
  const architecture = await select(
    { message: 'Architecture', choices: ['x86_64', 'arm64'] as const, default: defaults.architecture },
    context,
  )
  const dataVolumeSize = await select(
    {
      message: 'Data volume (Docker and what containers write)',
      choices: [
        { name: '22 GiB', value: 22 as number | null },
        { name: '100 GiB', value: 100 },
        { name: 'none: everything on the root volume', value: null },
      ],
      default: defaults.dataVolumeSize,
    },
    context,
  )
  const timezone = await input(
    {
      message: 'Time zone',
      default: defaults.timezone,
      validate: timezone => wrongAnswer({ timezone }) ?? true,
    },
    context,
  )
  return { image, architecture, dataVolumeSize, timezone }
}

/** This machine's, when it is one that an instance knows. */
function ownTimezone(): string {
  const { timeZone: timezone } = new Intl.DateTimeFormat().resolvedOptions()
  return wrongAnswer({ timezone }) === undefined ? timezone : firstProject.timezone
}

/** Relative where the package lies within the project, so that it holds for everybody who clones it. */
function schemaFor(file: string): string {
  const schema = join(packageFolder, 'schema', 'packer-ecs.schema.json')
  const path = relative(dirname(file), schema)
  return path.startsWith('..') ? schema : `./${path}`
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EEXIST') throw alreadyThere(file)
    if (cause.code !== 'ENOENT') throw cause
    throw new ToolError('FOLDER_MISSING', `there is no folder ${dirname(file)}`, {
      hint: 'Make it, or name another file with --config.',
      exitStatus: 2,
      cause,
    })
  })
}

function alreadyThere(file: string): ToolError {
  return new ToolError('CONFIG_EXISTS', `${file} is there already`, {
    why: 'init never writes over a configuration.',
    hint: 'Name another file with --config, or move this one away.',
    exitStatus: 2,
  })
}
