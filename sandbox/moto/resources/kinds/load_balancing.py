from collections.abc import Callable
from typing import Any

from resources.request import Kind, Record, Request

SERVICE = "elbv2"
LONGEST_NAME = 32
# Properties of a target group that ModifyTargetGroup changes; a change of any other replaces it.
HEALTH_CHECK = (
    "HealthCheckEnabled",
    "HealthCheckIntervalSeconds",
    "HealthCheckPath",
    "HealthCheckPort",
    "HealthCheckProtocol",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "Matcher",
    "UnhealthyThresholdCount",
)


def create_load_balancer(request: Request) -> Record:
    name = request.name(request["Name"], LONGEST_NAME)
    balancer = call(
        request, "CreateLoadBalancer", Name=name, Tags=request.tags(),
        **request.without("Name", "Tags", "LoadBalancerAttributes"),
    )["LoadBalancers"][0]
    arn = balancer["LoadBalancerArn"]
    undone_if_failing(request, "DeleteLoadBalancer", {"LoadBalancerArn": arn}, lambda: set_attributes(request, arn))
    return load_balancer_record(balancer)


def update_load_balancer(request: Request) -> Record:
    arn = request.physical_id
    if request.differs("Subnets", "SubnetMappings"):
        call(request, "SetSubnets", LoadBalancerArn=arn, **request.only("Subnets", "SubnetMappings"))
    if request.differs("SecurityGroups"):
        call(request, "SetSecurityGroups", LoadBalancerArn=arn, **request.only("SecurityGroups"))
    if request.differs("IpAddressType"):
        call(request, "SetIpAddressType", LoadBalancerArn=arn, IpAddressType=request["IpAddressType"] or "ipv4")
    set_attributes(request, arn)
    described = call(request, "DescribeLoadBalancers", LoadBalancerArns=[arn])
    return load_balancer_record(described["LoadBalancers"][0])


def remove_load_balancer(request: Request) -> None:
    call(request, "DeleteLoadBalancer", LoadBalancerArn=request.physical_id)


def set_attributes(request: Request, arn: str) -> None:
    if request.differs("LoadBalancerAttributes") and request["LoadBalancerAttributes"]:
        call(
            request, "ModifyLoadBalancerAttributes",
            LoadBalancerArn=arn, Attributes=request["LoadBalancerAttributes"],
        )


def load_balancer_record(balancer: dict[str, Any]) -> Record:
    arn = balancer["LoadBalancerArn"]
    return Record(
        arn,
        {
            "CanonicalHostedZoneID": balancer["CanonicalHostedZoneId"],
            "DNSName": balancer["DNSName"],
            "LoadBalancerArn": arn,
            "LoadBalancerFullName": arn.split(":loadbalancer/")[-1],
            "LoadBalancerName": balancer["LoadBalancerName"],
            "SecurityGroups": balancer.get("SecurityGroups") or [],
        },
    )


def create_target_group(request: Request) -> Record:
    name = request.name(request["Name"], LONGEST_NAME)
    group = call(
        request, "CreateTargetGroup", Name=name, Tags=request.tags(),
        **request.without("Name", "Tags", "TargetGroupAttributes", "Targets"),
    )["TargetGroups"][0]
    arn = group["TargetGroupArn"]
    undone_if_failing(request, "DeleteTargetGroup", {"TargetGroupArn": arn}, lambda: complete_target_group(request, arn))
    return target_group_record(group)


def update_target_group(request: Request) -> Record:
    arn = request.physical_id
    if request.differs(*HEALTH_CHECK):
        call(request, "ModifyTargetGroup", TargetGroupArn=arn, **request.only(*HEALTH_CHECK))
    complete_target_group(request, arn)
    left = [target for target in request.previous.get("Targets") or [] if target not in (request["Targets"] or [])]
    if left:
        call(request, "DeregisterTargets", TargetGroupArn=arn, Targets=left)
    return target_group_record(call(request, "DescribeTargetGroups", TargetGroupArns=[arn])["TargetGroups"][0])


def remove_target_group(request: Request) -> None:
    call(request, "DeleteTargetGroup", TargetGroupArn=request.physical_id)


def complete_target_group(request: Request, arn: str) -> None:
    if request.differs("TargetGroupAttributes") and request["TargetGroupAttributes"]:
        call(
            request, "ModifyTargetGroupAttributes", TargetGroupArn=arn, Attributes=request["TargetGroupAttributes"]
        )
    if request.differs("Targets") and request["Targets"]:
        call(request, "RegisterTargets", TargetGroupArn=arn, Targets=request["Targets"])


def target_group_record(group: dict[str, Any]) -> Record:
    arn = group["TargetGroupArn"]
    return Record(
        arn,
        {
            "LoadBalancerArns": group.get("LoadBalancerArns") or [],
            "TargetGroupArn": arn,
            "TargetGroupFullName": arn.split(":")[-1],
            "TargetGroupName": group["TargetGroupName"],
        },
    )


def create_listener(request: Request) -> Record:
    listener = call(request, "CreateListener", **request.without("ListenerAttributes"))["Listeners"][0]
    arn = listener["ListenerArn"]
    undone_if_failing(request, "DeleteListener", {"ListenerArn": arn}, lambda: set_listener_attributes(request, arn))
    return Record(arn, {"ListenerArn": arn})


def update_listener(request: Request) -> Record:
    arn = request.physical_id
    call(request, "ModifyListener", ListenerArn=arn, **request.without("ListenerAttributes", "LoadBalancerArn"))
    set_listener_attributes(request, arn)
    return Record(arn, {"ListenerArn": arn})


def remove_listener(request: Request) -> None:
    call(request, "DeleteListener", ListenerArn=request.physical_id)


def set_listener_attributes(request: Request, arn: str) -> None:
    if request.differs("ListenerAttributes") and request["ListenerAttributes"]:
        call(request, "ModifyListenerAttributes", ListenerArn=arn, Attributes=request["ListenerAttributes"])


def create_rule(request: Request) -> Record:
    return rule_record(call(request, "CreateRule", **request.properties)["Rules"][0]["RuleArn"])


def update_rule(request: Request) -> Record:
    arn = request.physical_id
    if request.differs("Priority"):
        call(request, "SetRulePriorities", RulePriorities=[{"RuleArn": arn, "Priority": request["Priority"]}])
    if request.differs("Actions", "Conditions", "Transforms"):
        call(request, "ModifyRule", RuleArn=arn, **request.only("Actions", "Conditions", "Transforms"))
    return rule_record(arn)


def remove_rule(request: Request) -> None:
    call(request, "DeleteRule", RuleArn=request.physical_id)


def rule_record(arn: str) -> Record:
    return Record(arn, {"RuleArn": arn, "IsDefault": "false"})


def create_certificates(request: Request) -> Record:
    call(request, "AddListenerCertificates", **request.properties)
    identifier = request.name(None)
    return Record(identifier, {"Id": identifier})


def remove_certificates(request: Request) -> None:
    call(request, "RemoveListenerCertificates", **request.properties)


def update_certificates(request: Request) -> Record:
    before, after = request.previous["Certificates"], request["Certificates"]
    listener = request["ListenerArn"]
    added = [one for one in after if one not in before]
    left = [one for one in before if one not in after]
    if added:
        call(request, "AddListenerCertificates", ListenerArn=listener, Certificates=added)
    if left:
        call(request, "RemoveListenerCertificates", ListenerArn=listener, Certificates=left)
    return Record(request.physical_id, {"Id": request.physical_id})


def call(request: Request, operation: str, **parameters: Any) -> dict[str, Any]:
    return request.aws.call(SERVICE, operation, **parameters)


def undone_if_failing(
    request: Request, operation: str, identity: dict[str, str], complete: Callable[[], None]
) -> None:
    """A resource whose creation fails halfway has no physical id, so nothing else would delete it."""
    try:
        complete()
    except Exception:
        call(request, operation, **identity)
        raise


KINDS = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Kind(
        create_load_balancer, update_load_balancer, remove_load_balancer
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Kind(create_target_group, update_target_group, remove_target_group),
    "AWS::ElasticLoadBalancingV2::Listener": Kind(create_listener, update_listener, remove_listener),
    "AWS::ElasticLoadBalancingV2::ListenerRule": Kind(create_rule, update_rule, remove_rule),
    "AWS::ElasticLoadBalancingV2::ListenerCertificate": Kind(
        create_certificates, update_certificates, remove_certificates
    ),
}
