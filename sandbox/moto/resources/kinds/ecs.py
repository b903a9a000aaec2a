from typing import Any

from resources.request import Kind, Record, Request, same


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


def register_task_definition(request: Request) -> Record:
    family = request.name(request["Family"], 255)
    definition = request.without("Family", "Tags")
    answer = request.aws.call(
        "ecs", "RegisterTaskDefinition", family=family, tags=lower(request.tags()), **definition
    )
    arn = answer["taskDefinition"]["taskDefinitionArn"]
    return Record(arn, {"TaskDefinitionArn": arn})


def deregister_task_definition(request: Request) -> None:
    request.aws.call("ecs", "DeregisterTaskDefinition", taskDefinition=request.physical_id)


# What UpdateService changes; a change of anything else replaces the service.
UPDATED = (
    "AvailabilityZoneRebalancing",
    "CapacityProviderStrategy",
    "Cluster",
    "DeploymentConfiguration",
    "DesiredCount",
    "EnableECSManagedTags",
    "EnableExecuteCommand",
    "HealthCheckGracePeriodSeconds",
    "LoadBalancers",
    "NetworkConfiguration",
    "PlacementConstraints",
    "PropagateTags",
    "TaskDefinition",
)


def create_service(request: Request) -> Record:
    service = request.without("ServiceName", "PlacementStrategies", "Tags", "DesiredCount", "ForceNewDeployment")
    is_replica = request["SchedulingStrategy"] != "DAEMON"
    answer = request.aws.call(
        "ecs",
        "CreateService",
        serviceName=request.name(request["ServiceName"], 255),
        desiredCount=1 if is_replica and request["DesiredCount"] is None else request["DesiredCount"],
        placementStrategy=request["PlacementStrategies"],
        tags=lower(request.tags()),
        **service,
    )
    return describe_service(answer["service"])


def update_service(request: Request) -> Record:
    """A desired count that the template omits stays."""
    answer = request.aws.call(
        "ecs",
        "UpdateService",
        service=request.physical_id,
        placementStrategy=request["PlacementStrategies"],
        forceNewDeployment=request.differs("ForceNewDeployment") or None,
        **request.only(*UPDATED),
    )
    return describe_service(answer["service"])


def describe_service(service: dict[str, Any]) -> Record:
    return Record(service["serviceArn"], {"Name": service["serviceName"], "ServiceArn": service["serviceArn"]})


def remove_service(request: Request) -> None:
    """The actuator waits until the service's tasks are stopped."""
    service = {"service": request.physical_id, "cluster": request["Cluster"]}
    request.aws.call("ecs", "UpdateService", desiredCount=0, **service)
    request.aws.call("ecs", "DeleteService", **service)


def lower(tags: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{"key": tag["Key"], "value": tag["Value"]} for tag in tags]


KINDS = {
    "AWS::ECS::Cluster": Kind(create_cluster, update_cluster, remove_cluster),
    "AWS::ECS::CapacityProvider": Kind(create_capacity_provider, update_capacity_provider, remove_capacity_provider),
    "AWS::ECS::ClusterCapacityProviderAssociations": Kind(
        create_associations, update_associations, remove_associations
    ),
    "AWS::ECS::Service": Kind(create_service, update_service, remove_service),
    "AWS::ECS::TaskDefinition": Kind(register_task_definition, same, deregister_task_definition),
}
