import { connect } from '../../connect/aws.ts'
import { noticeUnfinishedOf } from '../../connect/notice-unfinished.ts'
import { askSandbox } from '../../connect/sandbox.ts'
import { tellFailure } from '../../host/failure.ts'
import type { CommonOptions } from '../../host/options.ts'
import { clock } from '../../host/system.ts'
import { whoamiText } from '../../reporters/whoami-text.ts'

/** `packer-ecs whoami`; the result is the exit status. */
export async function runWhoami(options: CommonOptions): Promise<number> {
  return tellFailure(options, async () => {
    const aws = await connect(options, options.sandbox ? askSandbox() : null)
    const { accountId, arn } = await aws.caller()
    await noticeUnfinishedOf(options, aws)
    const { expiration } = await aws.credentials()
    const mfa = await aws.mfa()
    const who = { accountId, arn, role: aws.role, region: aws.region, until: expiration ?? null, mfa }
    process.stdout.write(
      options.json ? `${JSON.stringify({ schemaVersion: 1, ...who })}\n` : whoamiText(who, clock.now()),
    )
    return 0
  })
}
