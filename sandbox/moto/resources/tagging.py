"""Updates the tags of a resource if the stack's or its own tags have changed."""

from collections.abc import Callable
from typing import Any

from resources.request import Record, Request

Target = Callable[[Request, Record], dict[str, Any]]


def arn(request: Request, record: Record) -> dict[str, Any]:
    return {"resourceArn": record.attributes["Arn"].removesuffix(":*")}


def ref(request: Request, record: Record) -> dict[str, Any]:
    """A resource whose Ref is its ARN."""
    return {"resourceArn": record.physical_id}


def capacity_provider(request: Request, record: Record) -> dict[str, Any]:
    return {"resourceArn": request.arn("ecs", f"capacity-provider/{record.physical_id}")}


def role(request: Request, record: Record) -> dict[str, Any]:
    return {"roleName": record.physical_id}


def parameter(request: Request, record: Record) -> dict[str, Any]:
    return {"resourceType": "Parameter", "resourceId": record.physical_id}


def resource(request: Request, record: Record) -> dict[str, Any]:
    return {"resources": [record.physical_id]}


def secret(request: Request, record: Record) -> dict[str, Any]:
    return {"secretId": record.physical_id}


def by_arn(request: Request, record: Record) -> dict[str, Any]:
    return {"resourceArns": [record.physical_id]}


def named_in_tags(request: Request, record: Record) -> dict[str, Any]:
    return {}


# Service, the calls that add and remove tags, and the parameters that identify the resource.
TAGGERS: dict[str, tuple[str, str, str, Target]] = {
    "AWS::AutoScaling::AutoScalingGroup": ("autoscaling", "CreateOrUpdateTags", "DeleteTags", named_in_tags),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "TagResource", "UntagResource", arn),
    **{
        f"AWS::EC2::{kind}": ("ec2", "CreateTags", "DeleteTags", resource)
        for kind in ("InternetGateway", "NatGateway", "RouteTable", "Subnet", "VPC", "VPCEndpoint")
    },
    "AWS::EC2::SecurityGroup": ("ec2", "CreateTags", "DeleteTags", resource),
    "AWS::ECR::Repository": ("ecr", "TagResource", "UntagResource", arn),
    "AWS::ECS::CapacityProvider": ("ecs", "TagResource", "UntagResource", capacity_provider),
    "AWS::ECS::Cluster": ("ecs", "TagResource", "UntagResource", arn),
    "AWS::ECS::Service": ("ecs", "TagResource", "UntagResource", ref),
    "AWS::ECS::TaskDefinition": ("ecs", "TagResource", "UntagResource", ref),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("elbv2", "AddTags", "RemoveTags", by_arn),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("elbv2", "AddTags", "RemoveTags", by_arn),
    "AWS::IAM::Role": ("iam", "TagRole", "UntagRole", role),
    "AWS::Logs::LogGroup": ("logs", "TagResource", "UntagResource", arn),
    "AWS::SecretsManager::Secret": ("secretsmanager", "TagResource", "UntagResource", secret),
    "AWS::SNS::Topic": ("sns", "TagResource", "UntagResource", ref),
    "AWS::SSM::Parameter": ("ssm", "AddTagsToResource", "RemoveTagsFromResource", parameter),
}


def retag(request: Request, record: Record) -> None:
    tagger = TAGGERS.get(request.type)
    if tagger is None:
        return
    service, give, take, target = tagger
    before = tags(request, request.previous, request.previous_stack_tags)
    after = tags(request, request.properties, request.stack_tags)
    given = [tag for key, tag in after.items() if before.get(key) != tag]
    gone = [tag for key, tag in before.items() if key not in after]
    where = target(request, record)
    if given:
        as_map = {tag["Key"]: tag["Value"] for tag in given}
        request.aws.call(service, give, **where, tags=as_map if service == "logs" else given)
    if gone and take == "DeleteTags":
        request.aws.call(service, take, **where, tags=gone)
    elif gone:
        request.aws.call(service, take, **where, tagKeys=[tag["Key"] for tag in gone])


def tags(request: Request, properties: dict[str, Any], stack_tags: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The stack's tags, overridden by the resource's own, in the service's format."""
    own = properties.get("Tags") or []
    listed = [{"Key": key, "Value": value} for key, value in own.items()] if isinstance(own, dict) else own
    of_stack = [{"Key": key, "Value": value} for key, value in stack_tags.items()]
    more: dict[str, Any] = {}
    if request.type == "AWS::AutoScaling::AutoScalingGroup":
        # The stack's tags propagate to the instances.
        of_stack = [{**tag, "PropagateAtLaunch": True} for tag in of_stack]
        more = {"ResourceId": request.physical_id, "ResourceType": "auto-scaling-group"}
    return {tag["Key"]: {**tag, "Value": str(tag["Value"]), **more} for tag in [*of_stack, *listed]}
