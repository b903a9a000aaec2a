"""Which container instances belong to a capacity provider."""

from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.ecs.models import EC2ContainerServiceBackend


def install() -> None:
    moto_describe_clusters = EC2ContainerServiceBackend.describe_clusters

    def describe_clusters(backend: Any, *args: Any, **kwargs: Any) -> Any:
        clusters, failures = moto_describe_clusters(backend, *args, **kwargs)
        for cluster in clusters:
            cluster.capacity_providers = cluster.capacity_providers or []
        return clusters, failures

    EC2ContainerServiceBackend.describe_clusters = describe_clusters


def provider_of(backend: Any, cluster_name: str, instance: Any) -> str | None:
    """The provider of the instance's group, if it is associated with the cluster now."""
    group = group_of(backend, instance)
    if group is None:
        return None
    for name in backend.clusters[cluster_name].capacity_providers or []:
        provider = backend.capacity_providers.get(name)
        details = provider.auto_scaling_group_provider if provider else None
        if details and details.get("autoScalingGroupArn") in (group.arn, group.name):
            return name
    return None


def group_of(backend: Any, instance: Any) -> Any:
    groups = autoscaling_backends[backend.account_id][backend.region_name].autoscaling_groups.values()
    return next((g for g in groups if any(m.instance_id == instance.id for m in g.instance_states)), None)

