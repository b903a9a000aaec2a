import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import { clock } from '../../host/system.ts'
import { whoamiText } from '../../reporters/whoami-text.ts'
import type { AwsInvocation } from '../invocation.ts'

export async function run({ connect, projectFolder: folder, projectIfAny, note }: AwsInvocation) {
  const aws = await connect()
  const { accountId, arn } = await aws.caller()
  const name = (await projectIfAny())?.name
  await noticeUnfinished({ folder, name }, aws, text => note(`${text}\n`))
  const { expiration: until = null } = await aws.credentials()
  const mfa = await aws.mfa()
  const { role, region } = aws
  return {
    document: {
      schemaVersion: 1 as const,
      accountId,
      arn,
      role,
      region,
      until: isoTime(until),
      mfa: mfa && { serial: mfa.serial, until: isoTime(mfa.until) },
    },
    text: () => whoamiText({ accountId, arn, role, region, until, mfa }, clock.now()),
  }
}

function isoTime(time: Date | null): string | null {
  return time === null ? null : time.toISOString()
}
