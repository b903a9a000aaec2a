"""ECS for agents of container instances and capacity providers."""

from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.ec2.models import ec2_backends
from moto.ecs.exceptions import EcsClientException, InvalidParameterException
from moto.ecs.models import CapacityProvider, EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse

from patches import capacity


def install() -> None:
    moto_register = EC2ContainerServiceBackend.register_container_instance
    moto_answer_registration = EC2ContainerServiceResponse.register_container_instance
    moto_describe = EC2ContainerServiceBackend.describe_container_instances
    moto_create_provider = EC2ContainerServiceBackend.create_capacity_provider
    moto_describe_providers = EC2ContainerServiceBackend.describe_capacity_providers
    moto_update_provider = CapacityProvider.update
    # Moto converts the attributes of a container instance in two responses only.
    transformers = EC2ContainerServiceResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER
    attributes = transformers["RegisterContainerInstanceResponse.containerInstance.attributes"]
    transformers["DeregisterContainerInstanceResponse.containerInstance.attributes"] = attributes
    transformers["UpdateContainerInstancesStateResponse.containerInstances.ContainerInstance.attributes"] = attributes

    def register_container_instance(backend: Any, cluster_name: str, ec2_instance_id: str) -> Any:
        if cluster_name.split("/")[-1] not in backend.clusters:
            raise EcsClientException("Cluster not found.")
        for registered in backend.container_instances.get(cluster_name.split("/")[-1], {}).values():
            if registered.ec2_instance_id == ec2_instance_id:
                return registered
        registered = moto_register(backend, cluster_name, ec2_instance_id)
        instance = ec2_backends[backend.account_id][backend.region_name].get_instance(ec2_instance_id)
        # Decided now: a provider that is associated later does not get the instance.
        provider = capacity.provider_of(backend, registered.cluster_name, instance)
        if provider is not None:
            registered.capacity_provider_name = provider
        return registered

    def answer_registration(response: Any) -> Any:
        answer = moto_answer_registration(response)
        registered = answer.result["containerInstance"]
        registered.version_info = response._get_param("versionInfo") or registered.version_info
        for attribute in response._get_param("attributes") or []:
            registered.attributes.setdefault(attribute["name"], attribute.get("value"))
        return answer

    def describe_container_instances(backend: Any, cluster: str, wanted: list[str]) -> Any:
        backend.container_instances.setdefault(cluster.split("/")[-1], {})
        return moto_describe(backend, cluster, wanted)

    def create_provider(backend: Any, name: str, asg_details: dict[str, Any], tags: Any) -> Any:
        if name.lower().startswith(("aws", "ecs", "fargate")):
            raise InvalidParameterException(
                "The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters "
                "(upper and lowercase), numbers, underscores, and hyphens. The name can't be prefixed with \"aws\", "
                "\"ecs\", or \"fargate\". Specify a valid name and try again."
            )
        if name in backend.capacity_providers:
            raise EcsClientException(
                "The specified capacity provider already exists. To change the configuration of an existing capacity "
                "provider, update the capacity provider."
            )
        check_protection(backend, asg_details)
        return moto_create_provider(backend, name, asg_details, tags)

    def describe_providers(backend: Any, names: list[str] | None) -> Any:
        return moto_describe_providers(backend, names or list(backend.capacity_providers))

    def update_provider(provider: Any, details: dict[str, Any]) -> None:
        moto_update_provider(provider, details)
        if "managedDraining" in details:
            provider.auto_scaling_group_provider["managedDraining"] = details["managedDraining"]

    EC2ContainerServiceBackend.register_container_instance = register_container_instance
    EC2ContainerServiceBackend.describe_container_instances = describe_container_instances
    EC2ContainerServiceResponse.register_container_instance = answer_registration
    EC2ContainerServiceBackend.create_capacity_provider = create_provider
    EC2ContainerServiceBackend.describe_capacity_providers = describe_providers
    CapacityProvider.update = update_provider


def check_protection(backend: Any, provider: dict[str, Any]) -> None:
    if provider.get("managedTerminationProtection") != "ENABLED":
        return
    groups = autoscaling_backends[backend.account_id][backend.region_name].autoscaling_groups.values()
    arn = provider.get("autoScalingGroupArn")
    if any(arn in (group.arn, group.name) and group.new_instances_protected_from_scale_in for group in groups):
        return
    raise EcsClientException(
        "The managed termination protection setting for the capacity provider is invalid. To enable managed termination "
        "protection for a capacity provider, the Auto Scaling group must have instance protection from scale in enabled."
    )
