from typing import Any

from resources.request import Kind, Record, Request


def create_cluster(request: Request) -> Record:
    name = request.name(request["ClusterName"])
    tags = lower(request.tags())
    answer = request.aws.call(
        "ecs",
        "CreateCluster",
        clusterName=name,
        settings=request["ClusterSettings"],
        tags=tags,
        **request.without("ClusterName", "ClusterSettings", "Tags"),
    )
    return Record(name, {"Arn": answer["cluster"]["clusterArn"]})


def update_cluster(request: Request) -> Record:
    name, arn = request.physical_id, request.arn("ecs", f"cluster/{request.physical_id}")
    request.aws.call(
        "ecs",
        "UpdateCluster",
        cluster=name,
        settings=request["ClusterSettings"],
        **request.only("Configuration", "ServiceConnectDefaults"),
    )
    if request.differs("CapacityProviders", "DefaultCapacityProviderStrategy"):
        associate(request, name)
    return Record(name, {"Arn": arn})


def remove_cluster(request: Request) -> None:
    request.aws.call("ecs", "DeleteCluster", cluster=request.physical_id)


def create_capacity_provider(request: Request) -> Record:
    name = request.name(request["Name"])
    provider = request.without("Name", "Tags")
    request.aws.call("ecs", "CreateCapacityProvider", name=name, tags=lower(request.tags()), **provider)
    return Record(name)


def update_capacity_provider(request: Request) -> Record:
    provider = {k: v for k, v in (request["AutoScalingGroupProvider"] or {}).items() if k != "AutoScalingGroupArn"}
    request.aws.call("ecs", "UpdateCapacityProvider", name=request.physical_id, autoScalingGroupProvider=provider)
    return Record(request.physical_id)


def remove_capacity_provider(request: Request) -> None:
    request.aws.call("ecs", "DeleteCapacityProvider", capacityProvider=request.physical_id)


def create_associations(request: Request) -> Record:
    associate(request, request["Cluster"])
    return Record(request["Cluster"])


def update_associations(request: Request) -> Record:
    associate(request, request.physical_id)
    return Record(request.physical_id)


def associate(request: Request, cluster: str) -> None:
    request.aws.call(
        "ecs",
        "PutClusterCapacityProviders",
        cluster=cluster,
        capacityProviders=request["CapacityProviders"] or [],
        defaultCapacityProviderStrategy=request["DefaultCapacityProviderStrategy"] or [],
    )


def remove_associations(request: Request) -> None:
    request.aws.call(
        "ecs",
        "PutClusterCapacityProviders",
        cluster=request.physical_id,
        capacityProviders=[],
        defaultCapacityProviderStrategy=[],
    )


def lower(tags: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{"key": tag["Key"], "value": tag["Value"]} for tag in tags]


KINDS = {
    "AWS::ECS::Cluster": Kind(create_cluster, update_cluster, remove_cluster),
    "AWS::ECS::CapacityProvider": Kind(create_capacity_provider, update_capacity_provider, remove_capacity_provider),
    "AWS::ECS::ClusterCapacityProviderAssociations": Kind(
        create_associations, update_associations, remove_associations
    ),
}
