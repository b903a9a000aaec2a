import type { GroupRecord, MotoClient } from '../../moto/client.ts'
import { type Actuator, type GroupId, ResourceError } from '../types.ts'

export interface GroupOptions {
  readonly moto: MotoClient
  readonly nextPass: () => Promise<void>
  /** Calls an action of Auto Scaling. The group's name is among its properties. */
  readonly onGroup: (group: GroupId, action: string, properties: object) => Promise<void>
}

type GroupPart = Pick<Actuator, 'resizeGroup' | 'terminateInGroup' | 'suspend' | 'resume'>

export interface Groups {
  readonly view: Actuator['group']
  readonly resize: GroupPart['resizeGroup']
  readonly terminate: GroupPart['terminateInGroup']
  readonly suspend: GroupPart['suspend']
  readonly resume: GroupPart['resume']
  /**
   * Sets the sizes of an existing group to 0 and waits until its instances are terminated. Auto Scaling does not
   * terminate instances that are protected from scale-in.
   */
  empty(group: GroupId): Promise<void>
}

/** The changes that CloudFormation makes to Auto Scaling groups and waits for. */
export function createGroups({ moto, nextPass, onGroup }: GroupOptions): Groups {
  async function find({
    region,
    physicalId,
  }: Pick<GroupId, 'region' | 'physicalId'>): Promise<GroupRecord | undefined> {
    const { groups } = await moto.state()
    return groups.find(group => group.region === region && group.name === physicalId)
  }

  /** Checks again after every change. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (;;) {
      const moved = nextPass()
      if (await holds()) return
      await moved
    }
  }

  /** Auto Scaling does not terminate an instance if that takes the group below its minimum size. */
  async function makeRoom(group: GroupId): Promise<void> {
    const { min = 0, desired = 0 } = (await find(group)) ?? {}
    const lower = { ...named(group), MinSize: Math.max(0, desired - 1) }
    if (desired <= min) await onGroup(group, 'UpdateAutoScalingGroup', lower)
  }

  const named = ({ physicalId }: GroupId) => ({ AutoScalingGroupName: physicalId })
  return {
    async view(group) {
      const found = await find(group)
      if (found === undefined)
        throw new ResourceError(`AutoScalingGroup name not found - ${group.physicalId}`)
      const { min, max, desired, instances } = found
      return { min, max, desired, instances }
    },
    resize: (group, { min, max, desired }) =>
      onGroup(group, 'UpdateAutoScalingGroup', {
        ...named(group),
        MinSize: min,
        MaxSize: max,
        DesiredCapacity: desired,
      }),
    async terminate(group, instanceId, decrementDesired) {
      if (decrementDesired) await makeRoom(group)
      const parameters = { InstanceId: instanceId, ShouldDecrementDesiredCapacity: decrementDesired }
      await onGroup(group, 'TerminateInstanceInAutoScalingGroup', parameters)
      await until(async () => {
        const instances = (await find(group))?.instances ?? []
        return !instances.some(instance => instance.instanceId === instanceId)
      })
    },
    suspend: (group, processes) =>
      onGroup(group, 'SuspendProcesses', { ...named(group), ScalingProcesses: processes }),
    resume: (group, processes) =>
      onGroup(group, 'ResumeProcesses', { ...named(group), ScalingProcesses: processes }),
    async empty(group) {
      if ((await find(group)) === undefined) return
      const none = { ...named(group), MinSize: 0, MaxSize: 0, DesiredCapacity: 0 }
      await onGroup(group, 'UpdateAutoScalingGroup', none)
      await until(async () => ((await find(group))?.instances ?? []).length === 0)
    },
  }
}
