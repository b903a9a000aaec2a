"""Which container instances belong to a capacity provider, and tasks that a strategy places on them."""

import threading
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse

FARGATE = ("FARGATE", "FARGATE_SPOT")
# The capacity providers of the task that this thread places; None: any container instance.
placing = threading.local()


def install() -> None:
    moto_run_task = EC2ContainerServiceBackend.run_task
    moto_can_be_placed = EC2ContainerServiceBackend._can_be_placed
    moto_create_service = EC2ContainerServiceResponse.create_service
    moto_describe_clusters = EC2ContainerServiceBackend.describe_clusters

    def run_task(backend: Any, cluster_str: str, *args: Any, **kwargs: Any) -> Any:
        launch_type = kwargs.get("launch_type") or (args[5] if len(args) > 5 else None)
        strategy = kwargs.get("capacity_provider_strategy") or (args[9] if len(args) > 9 else None)
        if not launch_type and not strategy:
            strategy = backend._get_cluster(cluster_str).default_capacity_provider_strategy
        names = names_of(strategy)
        placing.providers = None if not names or set(names) & set(FARGATE) else names
        try:
            return moto_run_task(backend, cluster_str, *args, **kwargs)
        finally:
            placing.providers = None

    def can_be_placed(container_instance: Any, requirements: Any) -> bool:
        providers = getattr(placing, "providers", None)
        if providers and getattr(container_instance, "capacity_provider_name", None) not in providers:
            return False
        return moto_can_be_placed(container_instance, requirements)

    def create_service(response: Any) -> Any:
        """Moto gives every service without a launch type the launch type EC2."""
        answer = moto_create_service(response)
        service = answer.result["service"]
        strategy = response._get_param("capacityProviderStrategy")
        if not strategy and not response._get_param("launchType"):
            cluster = response.ecs_backend._get_cluster(service.cluster_name)
            strategy = cluster.default_capacity_provider_strategy
        if strategy:
            service.capacity_provider_strategy, service.launch_type = strategy, None
        return answer

    def describe_clusters(backend: Any, *args: Any, **kwargs: Any) -> Any:
        clusters, failures = moto_describe_clusters(backend, *args, **kwargs)
        for cluster in clusters:
            cluster.capacity_providers = cluster.capacity_providers or []
        return clusters, failures

    EC2ContainerServiceBackend.run_task = run_task
    EC2ContainerServiceBackend._can_be_placed = staticmethod(can_be_placed)
    EC2ContainerServiceResponse.create_service = create_service
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


def names_of(strategy: Any) -> list[str]:
    return [item["capacityProvider"].split("/")[-1] for item in strategy or []]
