from typing import Any

from resources.request import Kind, Record, Request

SERVICE = "application-autoscaling"
TARGET = ("ResourceId", "ScalableDimension", "ServiceNamespace")


def register_target(request: Request) -> Record:
    """RegisterScalableTarget also updates one."""
    answer = request.aws.call(
        SERVICE, "RegisterScalableTarget", Tags=None, **request.without("ScheduledActions", "Tags")
    )
    put_scheduled_actions(request)
    identifier = "|".join(request[name] for name in TARGET)
    return Record(identifier, {"Id": identifier, "ScalableTargetARN": answer.get("ScalableTargetARN", "")})


def put_scheduled_actions(request: Request) -> None:
    wanted = request["ScheduledActions"] or []
    for action in wanted:
        request.aws.call(SERVICE, "PutScheduledAction", **request.only(*TARGET), **action)
    names = [action["ScheduledActionName"] for action in wanted]
    for action in request.previous.get("ScheduledActions") or []:
        name = action["ScheduledActionName"]
        if name not in names:
            request.aws.call(SERVICE, "DeleteScheduledAction", **request.only(*TARGET), ScheduledActionName=name)


def remove_target(request: Request) -> None:
    request.aws.call(SERVICE, "DeregisterScalableTarget", **request.only(*TARGET))


def put_policy(request: Request) -> Record:
    arn = request.aws.call(SERVICE, "PutScalingPolicy", **target_of(request), **request.without(
        "ScalingTargetId", *TARGET
    ))["PolicyARN"]
    return Record(arn, {"Arn": arn, "PolicyName": request["PolicyName"]})


def remove_policy(request: Request) -> None:
    request.aws.call(SERVICE, "DeleteScalingPolicy", PolicyName=request["PolicyName"], **target_of(request))


def target_of(request: Request) -> dict[str, Any]:
    """A policy names its target by its three parts, or by the Ref of the scalable target."""
    if not request["ScalingTargetId"]:
        return request.only(*TARGET)
    return dict(zip(TARGET, request["ScalingTargetId"].split("|")))


KINDS = {
    "AWS::ApplicationAutoScaling::ScalableTarget": Kind(register_target, register_target, remove_target),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Kind(put_policy, put_policy, remove_policy),
}
