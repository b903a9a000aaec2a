"""Tasks as sandbox/ecs reports them: counts and remaining resources of container instances and clusters."""

from collections.abc import Iterator
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends

def report(account_id: str, usage: dict[str, Any]) -> None:
    for _, backend in list(ecs_backends[account_id].items()):
        for instance in instances_of(backend):
            apply(instance, usage["perContainerInstance"].get(instance.container_instance_arn))
        for cluster in backend.clusters.values():
            counts = usage["perCluster"].get(f"{backend.region_name}/{cluster.name}") or {}
            cluster.running_tasks_count = counts.get("running", 0)
            cluster.pending_tasks_count = counts.get("pending", 0)
            cluster.active_services_count = counts.get("services", 0)


def apply(instance: Any, usage: dict[str, Any] | None) -> None:
    if usage is None:
        return
    instance.running_tasks_count, instance.pending_tasks_count = usage["running"], usage["pending"]
    registered = {one["name"]: one for one in instance.registered_resources}
    for resource in instance.remaining_resources:
        name = resource["name"]
        if name in ("CPU", "MEMORY"):
            resource["integerValue"] = registered[name]["integerValue"] - usage[name.lower()]
        elif name in ("PORTS", "PORTS_UDP"):
            used = usage["ports" if name == "PORTS" else "udpPorts"]
            reserved = registered[name]["stringSetValue"]
            resource["stringSetValue"] = [*reserved, *(str(port) for port in used if str(port) not in reserved)]


def count_on(container_instance: Any) -> int:
    """Tasks that are not stopped."""
    return container_instance.running_tasks_count + container_instance.pending_tasks_count


def alarming(account_id: str, region: str, names: list[str]) -> list[str]:
    alarms = cloudwatch_backends[account_id][region].alarms
    return [name for name in names if name in alarms and alarms[name].state_value == "ALARM"]


def fleet(account_id: str) -> dict[str, Any]:
    """Clusters, container instances, and capacity providers, for the scheduler."""
    backends = list(ecs_backends[account_id].values())
    return {
        "clusters": [describe_cluster(cluster) for backend in backends for cluster in list(backend.clusters.values())],
        "containerInstances": [
            describe(account_id, instance) for backend in backends for instance in instances_of(backend)
        ],
        "capacityProviders": [
            describe_provider(backend, provider)
            for backend in backends
            for provider in list(backend.capacity_providers.values())
        ],
    }


def instances_of(backend: Any) -> Iterator[Any]:
    for cluster, registered in list(backend.container_instances.items()):
        if cluster in backend.clusters:
            yield from list(registered.values())


def describe_cluster(cluster: Any) -> dict[str, Any]:
    return {
        "name": cluster.name,
        "arn": cluster.arn,
        "region": cluster.region_name,
        "capacityProviders": cluster.capacity_providers or [],
        "defaultCapacityProviderStrategy": cluster.default_capacity_provider_strategy or [],
    }


def describe(account_id: str, instance: Any) -> dict[str, Any]:
    resources = {one["name"]: one for one in instance.registered_resources}
    ec2 = ec2_backends[account_id][instance.region_name].get_instance_by_id(instance.ec2_instance_id)
    return {
        "containerInstanceArn": instance.container_instance_arn,
        "cluster": instance.cluster_name,
        "region": instance.region_name,
        "ec2InstanceId": instance.ec2_instance_id,
        "address": ec2.private_ip if ec2 and ec2.nics else None,
        "status": instance.status,
        "agentConnected": instance.agent_connected,
        "availabilityZone": instance.attributes.get("ecs.availability-zone"),
        "instanceType": instance.attributes.get("ecs.instance-type"),
        "capacityProviderName": getattr(instance, "capacity_provider_name", None),
        "attributes": [{"name": name, "value": value} for name, value in instance.attributes.items()],
        "registered": {
            "CPU": resources["CPU"]["integerValue"],
            "MEMORY": resources["MEMORY"]["integerValue"],
            "PORTS": [int(port) for port in resources["PORTS"]["stringSetValue"]],
            "PORTS_UDP": [int(port) for port in resources["PORTS_UDP"]["stringSetValue"]],
        },
        "registeredAt": instance.registered_at.isoformat(),
    }


def describe_provider(backend: Any, provider: Any) -> dict[str, Any]:
    details = provider.auto_scaling_group_provider or {}
    groups = autoscaling_backends[backend.account_id][backend.region_name].autoscaling_groups.values()
    group = next((g for g in groups if details.get("autoScalingGroupArn") in (g.arn, g.name)), None)
    return {
        "name": provider.name,
        "region": backend.region_name,
        "managedScaling": details.get("managedScaling") or {},
        "group": group
        and {
            "name": group.name,
            "min": group.min_size,
            "max": group.max_size,
            "desired": group.desired_capacity,
            "protectedFromScaleIn": bool(group.new_instances_protected_from_scale_in),
        },
    }
