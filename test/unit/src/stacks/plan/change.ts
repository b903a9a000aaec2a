import type { ChangeDetail, ResourceChange } from '#src/aws/stack.ts'

export type GivenChange = Partial<Omit<ResourceChange, 'details'>> & {
  readonly details?: readonly (string | Partial<ChangeDetail> | ChangeDetail)[]
}

/** A change of an auto scaling group, but for what is given; a text among the details is a property's name. */
export function change({ details = [], ...given }: GivenChange): ResourceChange {
  return {
    action: 'Modify',
    logicalId: 'Thing',
    physicalId: 'thing-1',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    replacement: 'False',
    policyAction: null,
    scope: ['Properties'],
    changeSetId: null,
    nestedIn: [],
    ...given,
    details: details.map(detail => ({
      attribute: 'Properties',
      name: typeof detail === 'string' ? detail : null,
      path: null,
      before: null,
      after: null,
      requiresRecreation: 'Never',
      changeSource: null,
      causingEntity: null,
      evaluation: 'Static',
      ...(typeof detail === 'string' ? {} : detail),
    })),
  }
}
