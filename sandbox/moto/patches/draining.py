"""Managed draining, and container instances whose EC2 instance is terminated."""

from collections.abc import Iterator
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends

from patches import tasks


def drains(group: Any) -> bool:
    """Whether a capacity provider of the group drains: yes unless managed draining is off."""
    backend = ecs_backends[group.account_id][group.region]
    providers = (provider.auto_scaling_group_provider for provider in backend.capacity_providers.values())
    return any(
        provider.get("managedDraining", "ENABLED") == "ENABLED"
        for provider in providers
        if provider.get("autoScalingGroupArn") in (group.arn, group.name)
    )


def container_instances_of(account_id: str, region: str, instance_id: str) -> Iterator[tuple[str, Any]]:
    """Container instances with the name of their cluster."""
    for cluster, registered in ecs_backends[account_id][region].container_instances.items():
        for one in list(registered.values()):
            if one.ec2_instance_id == instance_id:
                yield cluster, one


def begin(group: Any, instance: Any) -> None:
    for _, container_instance in container_instances_of(group.account_id, group.region, instance.id):
        container_instance.status = "DRAINING"


def is_drained(group: Any, instance: Any) -> bool:
    return not any(
        tasks.count_on(one) for _, one in container_instances_of(group.account_id, group.region, instance.id)
    )


def follow_instances(account_id: str) -> None:
    """The agent is connected while the instance runs. Deregisters container instances of terminated instances."""
    for region, backend in ecs_backends[account_id].items():
        for cluster, registered in backend.container_instances.items():
            for identifier, one in list(registered.items()):
                ec2 = ec2_backends[account_id][region].get_instance_by_id(one.ec2_instance_id)
                one.agent_connected = ec2 is not None and ec2.state == "running"
                if ec2 is None or ec2.state == "terminated":
                    deregister(backend, cluster, identifier)


def deregister(backend: Any, cluster: str, identifier: str) -> None:
    backend.container_instances[cluster].pop(identifier)
    backend.clusters[cluster].registered_container_instances_count -= 1
