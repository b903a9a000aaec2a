import { type Check, failed, passed } from '../probe.ts'

/** The metadata service requires tokens (IMDSv2). */
export const imds: Check = {
  name: 'imds',
  needs: ['boot'],
  limitSeconds: 30,
  async run({ request, context, found }) {
    const ec2 = await context.clients.ec2(context.region)
    const { httpTokens = '' } = (await ec2.instanceFacts(found.instanceId)) ?? {}
    if (httpTokens === 'required') return passed('only IMDSv2')
    const where =
      request.launch.metadataOptions === null
        ? 'the AMI does not require it (imds-support)'
        : `${request.launch.like} does not require it`
    return failed(`the instance accepts IMDSv1: ${where}`)
  },
}
