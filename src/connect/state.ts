import { clock, random } from '../host/system.ts'
import { assertStateDeployed, isStateDeployed, type StatePlace } from '../state/bucket.ts'
import { type StateContext, stateStore } from '../state/store.ts'
import type { Aws } from './aws.ts'
import { type Offer, type OfferedStack, offerStack } from './offered-stack.ts'

/** The state of one account and region, opened. */
export interface State extends StateContext {
  readonly place: StatePlace
}

/**
 * The state of the session's account and region. If it is not deployed, offers to deploy it.
 *
 * @param forStack a session that may create the stack: that of a command with a role has only what the command needs
 * @throws ToolError STATE_MISSING, DECLINED, NOT_CONFIRMED, CHANGE_SET_FAILED, STACK_FAILED
 */
export async function openState(
  aws: Aws,
  offer: Offer,
  forStack: () => Promise<Aws> = async () => aws,
): Promise<State> {
  const found = await findState(aws)
  if (found !== undefined) return found
  await offerStack(stateStack, await forStack(), offer)
  const place = await placeOf(aws)
  await assertStateDeployed(await aws.clients.s3(aws.region), place)
  return stateOf(aws, place)
}

/** @throws ToolError STATE_MISSING */
export async function requireState(aws: Pick<Aws, 'caller' | 'clients' | 'region'>): Promise<State> {
  const place = await placeOf(aws)
  await assertStateDeployed(await aws.clients.s3(place.region), place)
  return stateOf(aws, place)
}

/** Undefined if the state is not deployed: bake, deploy and images work without it. */
export async function findState(aws: Pick<Aws, 'caller' | 'clients' | 'region'>): Promise<State | undefined> {
  const place = await placeOf(aws)
  const s3 = await aws.clients.s3(place.region)
  return (await isStateDeployed(s3, place)) ? stateOf(aws, place) : undefined
}

const stateStack: OfferedStack = {
  stackName: 'packer-ecs-state',
  template: 'cfn/state/template.yml',
  capabilities: [],
  purpose: 'a bucket for records of AMIs and locks',
}

async function placeOf({ caller, region }: Pick<Aws, 'caller' | 'region'>): Promise<StatePlace> {
  return { accountId: (await caller()).accountId, region }
}

async function stateOf(aws: Pick<Aws, 'clients'>, place: StatePlace): Promise<State> {
  return { place, store: stateStore(await aws.clients.s3(place.region), place), clock, random }
}
