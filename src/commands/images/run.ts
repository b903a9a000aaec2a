import { connect } from '../../connect/aws.ts'
import { noticeUnfinishedOf } from '../../connect/notice-unfinished.ts'
import { askSandbox } from '../../connect/sandbox.ts'
import { tellFailure } from '../../host/failure.ts'
import type { CommonOptions } from '../../host/options.ts'
import { clock } from '../../host/system.ts'
import { listImages } from '../../images/list.ts'

/** `packer-ecs images`; the result is the exit status. */
export async function runImages(options: CommonOptions): Promise<number> {
  return tellFailure(options, async () => {
    const aws = await connect(options, options.sandbox ? askSandbox() : null)
    await noticeUnfinishedOf(options, aws)
    const images = await listImages(await aws.clients.ec2(aws.region))
    if (options.json)
      process.stdout.write(`${JSON.stringify({ schemaVersion: 1, region: aws.region, images })}\n`)
    else if (images.length === 0) {
      if (!options.quiet)
        process.stderr.write(`No AMI of packer-ecs in ${aws.region}; "packer-ecs bake" makes one.\n`)
    } else {
      const [{ imagesTable }, { painter }] = await Promise.all([
        import('../../reporters/images-table.ts'),
        import('../../reporters/text.ts'),
      ])
      const { stdout } = process
      stdout.write(imagesTable(images, clock.now(), painter(stdout), stdout.columns))
    }
    return 0
  })
}
