"""Application Auto Scaling of ECS services: what AWS refuses. Nothing scales."""

from typing import Any

from moto.applicationautoscaling.exceptions import AWSValidationException
from moto.applicationautoscaling.models import ApplicationAutoscalingBackend
from moto.core.exceptions import JsonRESTError


def install() -> None:
    moto_register = ApplicationAutoscalingBackend.register_scalable_target
    moto_put_policy = ApplicationAutoscalingBackend.put_scaling_policy
    moto_deregister = ApplicationAutoscalingBackend.deregister_scalable_target

    def register(backend: Any, namespace: str, resource_id: str, dimension: str, **settings: Any) -> Any:
        low, high = settings.get("min_capacity"), settings.get("max_capacity")
        if not backend._scalable_target_exists(resource_id, dimension) and (low is None or high is None):
            raise AWSValidationException(
                "MinCapacity and MaxCapacity must be specified when registering a new scalable target"
            )
        if low is not None and high is not None and low > high:
            raise AWSValidationException("Maximum capacity cannot be less than minimum capacity")
        # The service-linked role, whatever role is given.
        settings["role_arn"] = (
            f"arn:aws:iam::{backend.account_id}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService"
        )
        return moto_register(backend, namespace, resource_id, dimension, **settings)

    def put_policy(
        backend: Any, policy_name: str, service_namespace: str, resource_id: str, scalable_dimension: str, **policy: Any
    ) -> Any:
        if not backend._scalable_target_exists(resource_id, scalable_dimension):
            raise JsonRESTError(
                "ObjectNotFoundException",
                f"No scalable target registered for service namespace: {service_namespace}, resource ID: {resource_id}, "
                f"scalable dimension: {scalable_dimension}",
            )
        return moto_put_policy(
            backend, policy_name, service_namespace, resource_id, scalable_dimension, **policy
        )

    def deregister(backend: Any, namespace: str, resource_id: str, dimension: str) -> None:
        """Deletes the target's policies also."""
        moto_deregister(backend, namespace, resource_id, dimension)
        for key, policy in list(backend.policies.items()):
            if (policy.resource_id, policy.scalable_dimension) == (resource_id, dimension):
                policy.delete_alarms(backend.account_id, backend.region_name)
                del backend.policies[key]

    # The gateway has looked: moto does not know the services.
    ApplicationAutoscalingBackend._ecs_service_exists_for_target = lambda backend, resource_id: True
    ApplicationAutoscalingBackend.register_scalable_target = register
    ApplicationAutoscalingBackend.put_scaling_policy = put_policy
    ApplicationAutoscalingBackend.deregister_scalable_target = deregister
