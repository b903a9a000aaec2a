import { asToolError } from '../errors/tool-error.ts'
import { listImages } from '../images/list.ts'
import { connect } from './aws.ts'
import type { CommonOptions } from './options.ts'
import { askSandbox } from './sandbox.ts'
import { clock } from './system.ts'

/** `packer-ecs images`; the result is the exit status. */
export async function runImages(options: CommonOptions): Promise<number> {
  const { errorText, painter } = await import('../reporters/text.ts')
  try {
    const aws = await connect(options, options.sandbox ? askSandbox() : null)
    const images = await listImages(await aws.ec2(aws.region))
    if (options.json)
      process.stdout.write(`${JSON.stringify({ schemaVersion: 1, region: aws.region, images })}\n`)
    else if (images.length === 0)
      process.stderr.write(`No AMI of packer-ecs in ${aws.region}; "packer-ecs bake" makes one.\n`)
    else {
      const { imagesTable } = await import('../reporters/images-table.ts')
      process.stdout.write(imagesTable(images, clock.now(), painter(process.stdout)))
    }
    return 0
  } catch (cause) {
    const error = asToolError(cause)
    process.stderr.write(errorText(error, painter(process.stderr)))
    return error.exitStatus
  }
}
