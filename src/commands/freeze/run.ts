import { freezeEnd, setFreeze } from '../../channels/freeze.ts'
import { reasonOption } from '../../channels/reason.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { clock } from '../../host/system.ts'
import { openChannels } from '../channels-use.ts'
import type { AwsInvocation } from '../invocation.ts'

type FreezeInvocation = AwsInvocation<object, { readonly until?: string; readonly reason?: string }>

export async function run(invocation: FreezeInvocation) {
  const { until } = invocation.options
  if (until === undefined) throw missing('OPTION_FORMAT', 'no --until was given', 'Pass --until DATE.')
  const end = freezeEnd(until, clock.now())
  const reason = reasonOption(invocation.options.reason)
  if (reason === undefined) throw missing('REASON_MISSING', 'no reason was given', 'Pass --reason "…".')
  const { context } = await openChannels('freeze', invocation)
  const { project } = context
  const { at, by } = await setFreeze({ until: end, reason }, context)
  return {
    document: { schemaVersion: 1 as const, project, freeze: { until: end, at, by, reason } },
    note: `The project ${project} is frozen until ${end}.\n`,
  }
}

function missing(code: string, what: string, hint: string): ToolError {
  return new ToolError(code, what, { hint, exitStatus: 2 })
}
