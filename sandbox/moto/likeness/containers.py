"""ECS as a container instance's agent meets it."""

from typing import Any

from moto.ecs.exceptions import EcsClientException
from moto.ecs.models import EC2ContainerServiceBackend


def install() -> None:
    moto_register = EC2ContainerServiceBackend.register_container_instance

    def register_container_instance(backend: Any, cluster_name: str, ec2_instance_id: str) -> Any:
        if cluster_name.split("/")[-1] not in backend.clusters:
            raise EcsClientException("Cluster not found.")
        for registered in backend.container_instances.get(cluster_name.split("/")[-1], {}).values():
            if registered.ec2_instance_id == ec2_instance_id:
                return registered
        return moto_register(backend, cluster_name, ec2_instance_id)

    EC2ContainerServiceBackend.register_container_instance = register_container_instance
