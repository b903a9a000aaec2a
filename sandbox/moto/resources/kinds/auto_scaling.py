import base64
from typing import Any

from resources.request import Kind, Record, Request, same

# Properties that separate calls or CloudFormation handle.
BESIDE = (
    "AutoScalingGroupName",
    "Tags",
    "Cooldown",
    "MetricsCollection",
    "NotificationConfigurations",
    "VPCZoneIdentifier",
)
AT_CREATION_ONLY = ("LoadBalancerNames", "TargetGroupARNs", "LifecycleHookSpecificationList", "InstanceId")


def create_group(request: Request) -> Record:
    name = request.name(request["AutoScalingGroupName"], 255)
    request.aws.call(
        "autoscaling",
        "CreateAutoScalingGroup",
        AutoScalingGroupName=name,
        Tags=group_tags(request, name),
        DefaultCooldown=request["Cooldown"],
        VPCZoneIdentifier=subnets(request),
        **request.without(*BESIDE),
    )
    return Record(name, {"AutoScalingGroupARN": group_arn(request, name)})


def update_group(request: Request) -> Record:
    """The engine omits sizes that must not change."""
    name = request.physical_id
    request.aws.call(
        "autoscaling",
        "UpdateAutoScalingGroup",
        AutoScalingGroupName=name,
        DefaultCooldown=request["Cooldown"],
        VPCZoneIdentifier=subnets(request),
        **request.without(*BESIDE, *AT_CREATION_ONLY),
    )
    return Record(name, {"AutoScalingGroupARN": group_arn(request, name)})


def remove_group(request: Request) -> None:
    """The actuator has emptied it: CloudFormation does not force the deletion."""
    request.aws.call("autoscaling", "DeleteAutoScalingGroup", AutoScalingGroupName=request.physical_id)


def subnets(request: Request) -> str | None:
    given = request["VPCZoneIdentifier"]
    return ",".join(given) if isinstance(given, list) else given


def group_arn(request: Request, name: str) -> str:
    groups = request.aws.call("autoscaling", "DescribeAutoScalingGroups", AutoScalingGroupNames=[name])
    return groups["AutoScalingGroups"][0]["AutoScalingGroupARN"]


def group_tags(request: Request, name: str) -> list[dict[str, Any]]:
    """The stack's tags propagate to the instances."""
    on_group = {"ResourceId": name, "ResourceType": "auto-scaling-group"}
    own = [{**tag, **on_group} for tag in request["Tags"] or []]
    named = {tag["Key"] for tag in own}
    stack = [
        {"Key": key, "Value": value, "PropagateAtLaunch": True, **on_group}
        for key, value in request.stack_tags.items()
        if key not in named
    ]
    return [*stack, *own]


def create_launch_configuration(request: Request) -> Record:
    name = request.name(request["LaunchConfigurationName"], 255)
    monitoring = request["InstanceMonitoring"]
    user_data = request["UserData"]
    request.aws.call(
        "autoscaling",
        "CreateLaunchConfiguration",
        LaunchConfigurationName=name,
        InstanceMonitoring=None if monitoring is None else {"Enabled": monitoring},
        # The client encodes it, but in a template it is already encoded.
        UserData=None if user_data is None else base64.b64decode(user_data).decode(),
        **request.without("LaunchConfigurationName", "InstanceMonitoring", "UserData"),
    )
    return Record(name)


def remove_launch_configuration(request: Request) -> None:
    request.aws.call("autoscaling", "DeleteLaunchConfiguration", LaunchConfigurationName=request.physical_id)


def put_hook(request: Request) -> Record:
    name = request.physical_id or request.name(request["LifecycleHookName"])
    request.aws.call("autoscaling", "PutLifecycleHook", LifecycleHookName=name, **request.without("LifecycleHookName"))
    return Record(name)


def remove_hook(request: Request) -> None:
    request.aws.call(
        "autoscaling",
        "DeleteLifecycleHook",
        LifecycleHookName=request.physical_id,
        AutoScalingGroupName=request["AutoScalingGroupName"],
    )


def put_policy(request: Request) -> Record:
    name = request.physical_id.split("policyName/")[-1] if request.physical_id else request.name(None)
    request.aws.call("autoscaling", "PutScalingPolicy", PolicyName=name, **request.properties)
    arn = request.aws.call("autoscaling", "DescribePolicies", PolicyNames=[name])["ScalingPolicies"][0]["PolicyARN"]
    return Record(arn, {"Arn": arn, "PolicyName": name})


def remove_policy(request: Request) -> None:
    request.aws.call(
        "autoscaling",
        "DeletePolicy",
        PolicyName=request.physical_id.split("policyName/")[-1],
        AutoScalingGroupName=request["AutoScalingGroupName"],
    )


def put_scheduled_action(request: Request) -> Record:
    name = request.physical_id or request.name(None)
    request.aws.call("autoscaling", "PutScheduledUpdateGroupAction", ScheduledActionName=name, **request.properties)
    return Record(name, {"ScheduledActionName": name})


def remove_scheduled_action(request: Request) -> None:
    request.aws.call(
        "autoscaling",
        "DeleteScheduledAction",
        ScheduledActionName=request.physical_id,
        AutoScalingGroupName=request["AutoScalingGroupName"],
    )



KINDS = {
    "AWS::AutoScaling::AutoScalingGroup": Kind(create_group, update_group, remove_group),
    "AWS::AutoScaling::LaunchConfiguration": Kind(
        create_launch_configuration, same, remove_launch_configuration
    ),
    "AWS::AutoScaling::LifecycleHook": Kind(put_hook, put_hook, remove_hook),
    "AWS::AutoScaling::ScalingPolicy": Kind(put_policy, put_policy, remove_policy),
    "AWS::AutoScaling::ScheduledAction": Kind(put_scheduled_action, put_scheduled_action, remove_scheduled_action),
}
