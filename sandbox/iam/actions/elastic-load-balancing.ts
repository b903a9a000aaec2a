import { structuresOf, tagsOf, textOf, textsOf } from '../api-call.ts'
import { anyResource, type Need, type Needs, requestTags } from '../need.ts'

/** Resources whose ARNs a call contains, in a single or list parameter. */
function at(parameter: string): Needs {
  return ({ parameters }) =>
    [textOf(parameters, parameter) ?? [], textsOf(parameters, `${parameter}.member`)]
      .flat()
      .map(resource => ({ resource }))
}

/** A new resource; the table does not know the unique part of its ARN. Tags require AddTags on it. */
function making(kind: 'loadbalancer/app' | 'targetgroup'): Needs {
  return ({ parameters, region, action }, { accountId }) => {
    const name = textOf(parameters, 'Name') ?? '*'
    const resource = `arn:aws:elasticloadbalancing:${region}:${accountId}:${kind}/${name}/*`
    return withTags({ resource }, action, tagsOf(parameters, 'Tags.member'))
  }
}

/** A listener or rule is created in the resource that the parameter names. */
function makingIn(parameter: string): Needs {
  return (call, lookups) =>
    at(parameter)(call, lookups).flatMap(need =>
      withTags(need, call.action, tagsOf(call.parameters, 'Tags.member'), {
        resource: `${need.resource.replace(/:(loadbalancer|listener)\//, madeIn)}/*`,
      }),
    )
}

const madeIn = (_: string, parent: string) => (parent === 'listener' ? ':listener-rule/' : ':listener/')

function withTags(
  need: Need,
  action: string,
  tags: Readonly<Record<string, string>>,
  made: Need = need,
): readonly Need[] {
  if (Object.keys(tags).length === 0) return [need]
  const tagging = {
    action: 'elasticloadbalancing:AddTags',
    resource: made.resource,
    keys: { ...requestTags(tags), 'elasticloadbalancing:CreateAction': action },
  }
  return [{ ...need, keys: requestTags(tags) }, tagging]
}

const rulePriorities: Needs = ({ parameters }) =>
  structuresOf(parameters, 'RulePriorities.member').map(({ RuleArn }) => ({ resource: String(RuleArn) }))

const tagging: Needs = (call, lookups) =>
  at('ResourceArns')(call, lookups).map(need => ({
    ...need,
    keys: requestTags(tagsOf(call.parameters, 'Tags.member')),
  }))

const untagging: Needs = (call, lookups) =>
  at('ResourceArns')(call, lookups).map(need => ({
    ...need,
    keys: { 'aws:TagKeys': textsOf(call.parameters, 'TagKeys.member') },
  }))

export const elasticLoadBalancingActions: Readonly<Record<string, Needs>> = {
  AddListenerCertificates: at('ListenerArn'),
  AddTags: tagging,
  CreateListener: makingIn('LoadBalancerArn'),
  CreateLoadBalancer: making('loadbalancer/app'),
  CreateRule: makingIn('ListenerArn'),
  CreateTargetGroup: making('targetgroup'),
  DeleteListener: at('ListenerArn'),
  DeleteLoadBalancer: at('LoadBalancerArn'),
  DeleteRule: at('RuleArn'),
  DeleteTargetGroup: at('TargetGroupArn'),
  DeregisterTargets: at('TargetGroupArn'),
  DescribeListenerAttributes: anyResource,
  DescribeListenerCertificates: anyResource,
  DescribeListeners: anyResource,
  DescribeLoadBalancerAttributes: anyResource,
  DescribeLoadBalancers: anyResource,
  DescribeRules: anyResource,
  DescribeTags: anyResource,
  DescribeTargetGroupAttributes: anyResource,
  DescribeTargetGroups: anyResource,
  DescribeTargetHealth: anyResource,
  ModifyListener: at('ListenerArn'),
  ModifyListenerAttributes: at('ListenerArn'),
  ModifyLoadBalancerAttributes: at('LoadBalancerArn'),
  ModifyRule: at('RuleArn'),
  ModifyTargetGroup: at('TargetGroupArn'),
  ModifyTargetGroupAttributes: at('TargetGroupArn'),
  RegisterTargets: at('TargetGroupArn'),
  RemoveListenerCertificates: at('ListenerArn'),
  RemoveTags: untagging,
  SetIpAddressType: at('LoadBalancerArn'),
  SetRulePriorities: rulePriorities,
  SetSecurityGroups: at('LoadBalancerArn'),
  SetSubnets: at('LoadBalancerArn'),
}
