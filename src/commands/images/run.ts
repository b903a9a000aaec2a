import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { clock } from '../../host/system.ts'
import { type ListedImage, listImages } from '../../images/list.ts'
import { originWords, projectTag } from '../../images/scope.ts'
import { tagKeys } from '../../images/tags.ts'
import type { AwsInvocation } from '../invocation.ts'

export interface ImagesOptions {
  readonly all?: true
}

export async function run(invocation: AwsInvocation<object, ImagesOptions>) {
  const { connect, projectFolder: folder, projectIfAny, options, note } = invocation
  const aws = await connect()
  const project = await projectIfAny()
  const name = project?.name
  await noticeUnfinished({ folder, name }, aws, text => note(`${text}\n`))
  const { region } = aws
  const { images, ofOthers } = await listImages(await aws.clients.ec2(region), options.all ? undefined : name)
  const document = { schemaVersion: 1 as const, region, images }
  const others =
    ofOthers === 0 ? '' : `${ofOthers} AMIs of other projects are not listed; --all lists them.\n`
  const owner = name === undefined ? 'packer-ecs' : originWords(projectTag(name)[tagKeys.project])
  const canBake = project === undefined || Object.keys(project.images).length > 0
  const remedy = canBake ? ` "${ownCommand('bake')}" creates one.` : ''
  return images.length === 0
    ? { document, note: `There is no AMI of ${owner} in ${region}.${remedy}\n${others}` }
    : { document, note: others, text: () => table(images) }
}

async function table(images: readonly ListedImage[]): Promise<string> {
  const [{ imagesTable }, { painter }] = await Promise.all([
    import('../../reporters/images-table.ts'),
    import('../../reporters/paint.ts'),
  ])
  const { stdout } = process
  return imagesTable(images, clock.now(), painter(stdout), stdout.columns)
}
