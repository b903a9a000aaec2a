import { basename, relative } from 'node:path'
import { type FirstProject, firstProject, projectName, wrongAnswer } from '../../config/first-project.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { checkAreNew, writeNew } from '../../host/new-files.ts'
import type { Person } from '../../host/person.ts'
import { wrap } from '../../reporters/wrap.ts'
import type { Invocation } from '../invocation.ts'
import { firstFiles } from './first-files.ts'
import { chooseStarterStacks } from './questions.ts'

export interface InitOptions {
  /** False with --no-cluster. */
  readonly cluster?: boolean
}

export async function run(invocation: Invocation<object, InitOptions>) {
  const { options, configurationFile: file, projectFolder: folder, person } = invocation
  await checkAreNew(folder, [file])
  const stacks = firstProject.stacks.filter(({ name }) => name !== 'cluster' || options.cluster !== false)
  const defaults = {
    ...firstProject,
    timezone: ownTimezone(),
    project: projectName(basename(folder)),
    stacks,
  }
  const answers = options.yes ? defaults : await ask(person, defaults)
  const files = await firstFiles(file, answers)
  const paths = files.map(({ path }) => path)
  await checkAreNew(folder, paths)
  await writeNew(files)
  return {
    document: { schemaVersion: 1 as const, file, image: answers.image, files: paths },
    note: wrap(createdText(folder, paths, answers), process.stderr.columns),
  }
}

async function ask(person: Person, defaults: FirstProject): Promise<FirstProject> {
  const image = await person.text('Name of the image', defaults.image, image => wrongAnswer({ image }))
  const architecture = await person.choose<FirstProject['architecture']>(
    'Architecture',
    [
      { name: 'x86_64', value: 'x86_64' },
      { name: 'arm64', value: 'arm64' },
    ],
    defaults.architecture,
  )
  const dataVolumeSize = await person.choose<number | null>(
    'Data volume (for Docker and what containers write)',
    [
      { name: '22 GiB', value: 22 },
      { name: '100 GiB', value: 100 },
      { name: 'none: everything is on the root volume', value: null },
    ],
    defaults.dataVolumeSize,
  )
  const timezone = await person.text('Time zone', defaults.timezone, timezone => wrongAnswer({ timezone }))
  const stacks = await chooseStarterStacks(message => person.confirm(message, true), defaults.stacks)
  return { image, architecture, dataVolumeSize, timezone, project: defaults.project, stacks }
}

function createdText(folder: string, paths: readonly string[], { project, stacks }: FirstProject): string {
  const names = paths.map(path => relative(folder, path)).join(', ')
  const deploys = stacks.map(
    ({ name }) => `Then: ${ownCommand('deploy', name)} (creates the stack ${project}-dev-${name})\n`,
  )
  return `Created in ${folder}: ${names}
Next: ${ownCommand('doctor')}, then ${ownCommand('bake')}
${deploys.join('')}To rehearse without an AWS account, add --sandbox --yes to bake and deploy.
`
}

/** The time zone of this machine, if an instance knows it. */
function ownTimezone(): string {
  const { timeZone: timezone } = new Intl.DateTimeFormat().resolvedOptions()
  return wrongAnswer({ timezone }) === undefined ? timezone : firstProject.timezone
}
