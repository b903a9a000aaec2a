import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { clock } from '../../host/system.ts'
import { type ListedImage, listImages } from '../../images/list.ts'
import type { AwsInvocation } from '../invocation.ts'

export async function run({ connect, projectFolder, note }: AwsInvocation) {
  const aws = await connect()
  await noticeUnfinished(projectFolder, aws, text => note(`${text}\n`))
  const { region } = aws
  const images = await listImages(await aws.clients.ec2(region))
  const document = { schemaVersion: 1 as const, region, images }
  return images.length === 0
    ? { document, note: `There is no AMI of packer-ecs in ${region}. "packer-ecs bake" creates one.\n` }
    : { document, text: () => table(images) }
}

async function table(images: readonly ListedImage[]): Promise<string> {
  const [{ imagesTable }, { painter }] = await Promise.all([
    import('../../reporters/images-table.ts'),
    import('../../reporters/paint.ts'),
  ])
  const { stdout } = process
  return imagesTable(images, clock.now(), painter(stdout), stdout.columns)
}
