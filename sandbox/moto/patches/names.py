"""Names that are taken in the account, for CloudFormation's early validation."""

from collections.abc import Callable
from typing import Any

from moto.backends import get_backend

# Service, and whether its backend has a resource with the name.
HOLDERS: dict[str, tuple[str, Callable[[Any, str], bool]]] = {
    "AWS::AutoScaling::AutoScalingGroup": ("autoscaling", lambda backend, name: name in backend.autoscaling_groups),
    "AWS::AutoScaling::LaunchConfiguration": (
        "autoscaling",
        lambda backend, name: name in backend.launch_configurations,
    ),
    "AWS::CloudWatch::Alarm": ("cloudwatch", lambda backend, name: name in backend.alarms),
    "AWS::ECR::Repository": ("ecr", lambda backend, name: name in backend.repositories),
    "AWS::ECS::CapacityProvider": ("ecs", lambda backend, name: name in backend.capacity_providers),
    "AWS::ECS::Cluster": ("ecs", lambda backend, name: is_active(backend.clusters.get(name))),
    "AWS::IAM::InstanceProfile": ("iam", lambda backend, name: name in backend.instance_profiles),
    "AWS::IAM::Role": ("iam", lambda backend, name: any(role.name == name for role in backend.roles.values())),
    "AWS::Logs::LogGroup": ("logs", lambda backend, name: name in backend.groups),
    # Bucket names are unique in all accounts and regions.
    "AWS::S3::Bucket": ("s3", lambda backend, name: name in backend.buckets),
    "AWS::SSM::Parameter": ("ssm", lambda backend, name: bool(backend.get_parameters([name]))),
}


def taken(account_id: str, region: str, names: list[dict[str, str]]) -> list[bool]:
    return [is_taken(account_id, region, one["type"], one["name"]) for one in names]


def is_taken(account_id: str, region: str, kind: str, name: str) -> bool:
    service, holds = HOLDERS[kind]
    backend = get_backend(service)[account_id]["aws" if service in ("iam", "s3") else region]
    return holds(backend, name)


def is_active(cluster: Any) -> bool:
    return cluster is not None and cluster.status == "ACTIVE"
