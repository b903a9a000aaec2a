"""Target groups: targets are identified by id and port, and their health is that of the last health checks."""

import re
import time
from typing import Any

from moto.elbv2.exceptions import ELBClientError, ResourceInUseError, TargetNotRunning
from moto.elbv2.models import ELBv2Backend, FakeHealthStatus, FakeTargetGroup, elbv2_backends

Key = tuple[str, int]
# State, reason, description.
Health = tuple[str, str | None, str | None]

DRAINING = ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
NOT_REGISTERED = ("unused", "Target.NotRegistered", "Target is not registered to the target group")
NOT_IN_USE = ("unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer")
REGISTERING = ("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
STOPPED = ("unused", "Target.InvalidState", "Target is in the stopped state")

# The last report of the load balancers, by ARN of a target group.
health: dict[str, dict[Key, Health]] = {}


def install() -> None:
    moto_create = ELBv2Backend.create_target_group
    moto_delete = ELBv2Backend.delete_target_group

    def create_target_group(backend: Any, name: str, **settings: Any) -> Any:
        target_type = settings.get("target_type") or "instance"
        if target_type not in ("instance", "ip") or settings.get("protocol") not in ("HTTP", "HTTPS"):
            raise ELBClientError(
                "ValidationError",
                f"the sandbox has no target groups of type {target_type} with protocol {settings.get('protocol')}",
            )
        group = moto_create(backend, name, **settings)
        # By target: when its draining ends.
        group.draining = {}
        return group

    def delete_target_group(backend: Any, arn: str) -> Any:
        group = backend.target_groups.get(arn)
        if group is not None and group.load_balancer_arns:
            raise ResourceInUseError(f"Target group '{arn}' is currently in use by a listener or a rule")
        health.pop(arn, None)
        return moto_delete(backend, arn)

    def register(group: Any, targets: list[dict[str, Any]]) -> None:
        for target in targets:
            check_target(group, target)
        for target in targets:
            key = key_of(group, target)
            group.draining.pop(key, None)
            if key not in group.targets:
                group.targets[key] = {"Id": key[0], "Port": key[1]}
                health.get(group.arn, {}).pop(key, None)

    def deregister(group: Any, targets: list[dict[str, Any]]) -> None:
        """Without a port: every port of the target. AWS does not refuse a target that is not registered."""
        ends = time.monotonic() + int(group.attributes["deregistration_delay.timeout_seconds"])
        for target in targets:
            for key in [key for key in group.targets if fits(target, key)]:
                del group.targets[key]
                if group.load_balancer_arns:
                    group.draining[key] = ends

    def deregister_terminated(group: Any, instance_ids: list[str]) -> None:
        deregister(group, [{"Id": one} for one in instance_ids])

    def describe_target_health(backend: Any, arn: str, targets: list[dict[str, Any]]) -> Any:
        group = backend.describe_target_groups(None, [arn], [])[0]
        draining = [key for key in group.draining if is_draining(group, key)]
        wanted = [key_of(group, target) for target in targets] or [*group.targets, *draining]
        return [status(group, key) for key in wanted]

    ELBv2Backend.create_target_group = create_target_group
    ELBv2Backend.delete_target_group = delete_target_group
    ELBv2Backend.describe_target_health = describe_target_health
    FakeTargetGroup.register = register
    FakeTargetGroup.deregister = deregister
    FakeTargetGroup.deregister_terminated_instances = deregister_terminated
    # moto adds to the list and never removes. It also assigns and extends the list, which has no effect here.
    FakeTargetGroup.load_balancer_arns = property(load_balancers_of, lambda group, value: None)


def check_target(group: Any, target: dict[str, Any]) -> None:
    identifier = target["Id"]
    if group.target_type == "ip":
        if not re.fullmatch(r"\d+(\.\d+){3}", identifier):
            raise ELBClientError("ValidationError", f"The IP address '{identifier}' is not a valid IPv4 address")
        return
    instance = group.ec2_backend.get_instance_by_id(identifier)
    if instance is None:
        raise ELBClientError("InvalidTarget", f"Instance ID '{identifier}' is not valid")
    if instance.state != "running":
        raise TargetNotRunning(instance_id=identifier)
    if instance.vpc_id != group.vpc_id:
        raise ELBClientError(
            "InvalidTarget", f"The following targets are not in the target group VPC '{group.vpc_id}': '{identifier}'"
        )


def key_of(group: Any, target: dict[str, Any]) -> Key:
    return target["Id"], int(target.get("Port") or group.port)


def fits(target: dict[str, Any], key: Key) -> bool:
    return target["Id"] == key[0] and (not target.get("Port") or int(target["Port"]) == key[1])


def status(group: Any, key: Key) -> FakeHealthStatus:
    port = group.health_check_port if group.health_check_port != "traffic-port" else str(key[1])
    return FakeHealthStatus(key[0], str(key[1]), port, *state_of(group, key))


def state_of(group: Any, key: Key) -> Health:
    if key not in group.targets:
        return DRAINING if is_draining(group, key) else NOT_REGISTERED
    instance = group.ec2_backend.get_instance_by_id(key[0])
    if instance is not None and instance.state == "stopped":
        return STOPPED
    if not group.load_balancer_arns:
        return NOT_IN_USE
    return health.get(group.arn, {}).get(key, REGISTERING)


def is_draining(group: Any, key: Key) -> bool:
    return group.draining.get(key, 0) > time.monotonic()


def load_balancers_of(group: Any) -> list[str]:
    """Load balancers with a rule that forwards to the group."""
    backend = elbv2_backends[group.account_id][group.region_name]
    return [
        balancer.arn
        for balancer in backend.load_balancers.values()
        if any(
            group.arn in backend._get_target_group_arns_from(action.data)
            for listener in balancer.listeners.values()
            for rule in listener.rules.values()
            for action in rule.actions
        )
    ]


def change(account_id: str, operation: str, targetGroupArn: str, id: str, port: int) -> dict[str, str]:
    """Registers or deregisters a target for ECS, which has the rights of its service-linked role."""
    for backend in list(elbv2_backends[account_id].values()):
        if (group := backend.target_groups.get(targetGroupArn)) is not None:
            try:
                getattr(group, operation)([{"Id": id, "Port": port}])
            except ELBClientError as error:
                return {"error": str(error.message)}
            return {}
    return {"error": "One or more target groups not found"}


def report(reports: list[dict[str, Any]]) -> None:
    """Takes over the health of all targets; one entry for each target."""
    health.clear()
    for one in reports:
        of_group = health.setdefault(one["targetGroupArn"], {})
        of_group[(one["id"], one["port"])] = (one["state"], one.get("reason"), one.get("description"))


def describe(account_id: str) -> list[dict[str, Any]]:
    """Target groups with their registered targets, for the supervisor."""
    return [
        {
            "arn": group.arn,
            "region": backend.region_name,
            "protocol": group.protocol,
            "targetType": group.target_type,
            "healthCheck": {
                "enabled": str(group.health_check_enabled).lower() == "true",
                "protocol": group.health_check_protocol or "HTTP",
                "port": str(group.health_check_port or "traffic-port"),
                "path": group.health_check_path or "/",
                "intervalSeconds": int(group.health_check_interval_seconds),
                "timeoutSeconds": int(group.health_check_timeout_seconds),
                "healthyThreshold": int(group.healthy_threshold_count),
                "unhealthyThreshold": int(group.unhealthy_threshold_count),
                "matcher": str((getattr(group, "matcher", None) or {}).get("HttpCode", "200")),
            },
            "attributes": {key: str(value) for key, value in group.attributes.items()},
            "targets": [{"id": identifier, "port": port} for identifier, port in group.targets],
        }
        for backend in list(elbv2_backends[account_id].values())
        for group in backend.target_groups.values()
    ]
