import { resolve } from 'node:path'
import { readProject } from '../../config/read-project.ts'
import { connect } from '../../connect/aws.ts'
import { noticeUnfinished } from '../../connect/notice-unfinished.ts'
import type { AskedSandbox } from '../../connect/sandbox.ts'
import { tellFailure } from '../../host/failure.ts'
import type { StackOptions } from '../../host/options.ts'
import { workingFolder } from '../../host/places.ts'
import { clock, files } from '../../host/system.ts'
import { statusText } from '../../reporters/status-text.ts'
import { painter } from '../../reporters/text.ts'
import { wrap } from '../../reporters/wrap.ts'
import { allStacks } from '../../stacks/choose.ts'
import { stackStatuses } from '../../stacks/status/status.ts'

export async function statusCommand(
  stack: string | undefined,
  options: StackOptions,
  asked: AskedSandbox,
): Promise<number> {
  return tellFailure(options, async () => {
    const project = await readProject(resolve(workingFolder(), options.config), files)
    const stacks = allStacks(project, stack, options.env)
    const aws = await connect(options, asked, { session: project.session, purpose: 'deploy' })
    const tell = (text: string) => void (options.quiet ? undefined : process.stderr.write(`${text}\n`))
    await noticeUnfinished(project.folder, aws, tell)
    const found = await stackStatuses(stacks, { ...aws.clients, ec2: () => aws.clients.ec2(aws.region) })
    if (options.json)
      process.stdout.write(`${JSON.stringify({ schemaVersion: 1, region: aws.region, stacks: found })}\n`)
    else if (found.length === 0)
      tell('The configuration has no stacks; docs/deploying.md tells how to add one.')
    else {
      const { stdout } = process
      stdout.write(wrap(statusText(found, clock.now(), painter(stdout)), stdout.columns))
    }
    return 0
  })
}
