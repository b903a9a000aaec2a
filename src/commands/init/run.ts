import { basename, dirname, relative, resolve } from 'node:path'
import { type FirstProject, firstProject, projectName, wrongAnswer } from '../../config/first-project.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { tellFailure } from '../../host/failure.ts'
import { checkAreNew, writeNew } from '../../host/new-files.ts'
import type { CommonOptions } from '../../host/options.ts'
import { workingFolder } from '../../host/places.ts'
import { answerTo } from '../../host/prompt.ts'
import { wrap } from '../../reporters/wrap.ts'
import { firstFiles } from './first-files.ts'
import { chooseStarterStacks } from './questions.ts'

/** `packer-ecs init`; the result is the exit status. */
export async function runInit(options: CommonOptions): Promise<number> {
  return tellFailure(options, async () => {
    const file = resolve(workingFolder(), options.config)
    const folder = dirname(file)
    await checkAreNew(folder, [file])
    const defaults = { ...firstProject, timezone: ownTimezone(), project: projectName(basename(folder)) }
    const answers = options.yes ? defaults : await answerTo(() => ask(defaults))
    const files = await firstFiles(file, answers)
    const paths = files.map(({ path }) => path)
    await checkAreNew(folder, paths)
    await writeNew(files)
    if (options.json)
      process.stdout.write(
        `${JSON.stringify({ schemaVersion: 1, file, image: answers.image, files: paths })}\n`,
      )
    else if (!options.quiet) process.stderr.write(wrap(told(folder, paths, answers), process.stderr.columns))
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
  const [{ default: input }, { default: select }, { default: confirm }] = await Promise.all([
    import('@inquirer/input'),
    import('@inquirer/select'),
    import('@inquirer/confirm'),
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
  const stacks = await chooseStarterStacks(message => confirm({ message, default: true }, context))
  return { image, architecture, dataVolumeSize, timezone, project: defaults.project, stacks }
}

function told(folder: string, paths: readonly string[], { project, stacks }: FirstProject): string {
  const names = paths.map(path => relative(folder, path)).join(', ')
  const deploys = stacks.map(
    ({ name }) =>
      `Then: packer-ecs deploy ${name} --sandbox --yes, which creates the stack ${project}-dev-${name}\n`,
  )
  return `Written to ${folder}: ${names}\nNext: packer-ecs bake --sandbox --yes\n${deploys.join('')}`
}

/** This machine's, when it is one that an instance knows. */
function ownTimezone(): string {
  const { timeZone: timezone } = new Intl.DateTimeFormat().resolvedOptions()
  return wrongAnswer({ timezone }) === undefined ? timezone : firstProject.timezone
}
