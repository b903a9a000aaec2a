import type { Step } from '../../runs/steps.ts'
import { type ResolvedBase, resolveBase } from '../base.ts'
import { baseSummary } from '../summaries.ts'
import type { BakeInput } from './request.ts'

export const baseStep = {
  name: 'base',
  async run({ request: { settings }, context: { region, clients } }) {
    const services = { ec2: await clients.ec2(region), ssm: await clients.ssm() }
    return resolveBase(settings.base, settings.architecture, services)
  },
  summary: (base, { context }) => baseSummary(base, context.clock.now()),
  undo: null,
} satisfies Step<BakeInput, ResolvedBase>
