import type { Ec2 } from '../aws/ec2.ts'
import type { Ssm } from '../aws/ssm.ts'
import type { LockOwner } from '../state/lock-document.ts'
import type { StateContext } from '../state/store.ts'

/** What work on the channels of a project receives; built in connect, replaced in tests. */
export interface ChannelsContext extends StateContext {
  readonly project: string
  readonly accountId: string
  readonly region: string
  /** Who changes something, for locks and records. */
  readonly owner: LockOwner
  readonly ec2: Pick<Ec2, 'image' | 'ownImages' | 'tag' | 'protectImage' | 'snapshots'>
  readonly ssm: Pick<Ssm, 'parameterVersion' | 'putParameter'>
}
