import { expect, test } from 'vitest'
import type { Project } from '#src/config/settings.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { runBake } from '#src/images/bake/bake-run.ts'
import type { ImagesContext } from '#src/images/context.ts'
import { machine } from '#test/helpers/processes.ts'
import { makeProject } from '#test/helpers/project.ts'
import { fakeRunContext } from '#test/helpers/run-context.ts'
import { imageSettings } from '#test/helpers/settings.ts'

/** The code with which a bake ends that starts while another one of the same image is at the base AMI. */
async function second(dryRun: boolean): Promise<string | undefined> {
  const project = await makeProject()
  const unavailable = new ToolError('AWS_CALL_FAILED', 'not today', { hint: '' })
  let others: string | undefined
  const bake = (isDry: boolean, whileAtBase: () => Promise<void>) => {
    const ssm = async () => {
      await whileAtBase()
      throw unavailable
    }
    const context = {
      ...fakeRunContext().context,
      processes: machine({ 10: 'boot:100' }),
      clients: { ssm, ec2: ssm, iam: ssm },
      packer: { find: () => new Promise(() => undefined) },
      interrupted: new AbortController().signal,
      killed: new AbortController().signal,
    } as unknown as ImagesContext
    const request = { image: 'ecs', settings, force: false, dryRun: isDry, keepOnFailure: false }
    return runBake({ project: { folder: project.folder } as Project, ...request }, context)
  }
  const settings = await imageSettings()
  await bake(false, async () => {
    others ??= await bake(dryRun, async () => undefined).then(
      ({ error }) => error?.code,
      error => error.code,
    )
  })
  await project.remove()
  return others
}

test('a bake is refused while another bake of its image runs; a dry run is not', async () => {
  expect(await second(false)).toBe('LOCKED')
  expect(await second(true)).toBe('AWS_CALL_FAILED')
})
