"""ECS."""

from clients import ecs


def containers() -> None:
    ecs.create_cluster(clusterName="contract", tags=[{"key": "team", "value": "platform"}])
    ecs.describe_clusters(clusters=["contract", "absent"], include=["SETTINGS", "TAGS"])
    ecs.list_clusters(maxResults=1)
    ecs.list_container_instances(cluster="contract")
    ecs.update_cluster(cluster="contract", settings=[{"name": "containerInsights", "value": "enabled"}])
    definition = ecs.register_task_definition(
        family="contract",
        containerDefinitions=[{"name": "web", "image": "nginx", "memory": 64, "essential": True}],
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.describe_task_definition(taskDefinition="contract", include=["TAGS"])
    service = ecs.create_service(
        cluster="contract", serviceName="web", taskDefinition="contract", desiredCount=0
    )["service"]["serviceArn"]
    ecs.describe_services(cluster="contract", services=[service])
    ecs.list_services(cluster="contract")
    ecs.update_service(cluster="contract", service="web", desiredCount=0)
    ecs.tag_resource(resourceArn=service, tags=[{"key": "team", "value": "platform"}])
    ecs.untag_resource(resourceArn=service, tagKeys=["team"])
    ecs.list_tasks(cluster="contract")
    deployments(service)
    ecs.delete_service(cluster="contract", service="web")
    ecs.deregister_task_definition(taskDefinition=definition)
    ecs.describe_capacity_providers()
    ecs.delete_cluster(cluster="contract")


def deployments(service: str) -> None:
    ecs.list_task_definitions(familyPrefix="contract", sort="DESC")
    ecs.list_task_definition_families(status="ACTIVE")
    ecs.list_tags_for_resource(resourceArn=service)
    listed = ecs.list_service_deployments(service=service, cluster="contract")["serviceDeployments"]
    ecs.describe_service_deployments(serviceDeploymentArns=[one["serviceDeploymentArn"] for one in listed])
    ecs.describe_service_revisions(serviceRevisionArns=[one["targetServiceRevisionArn"] for one in listed])
    absent = f"{service.replace(':service/', ':task/')}/{'0' * 32}"
    ecs.describe_tasks(cluster="contract", tasks=[absent])
    # It cannot be placed: the cluster has no container instances.
    ecs.update_service(cluster="contract", service="web", desiredCount=1, forceNewDeployment=True)
    ecs.describe_services(cluster="contract", services=["web", "absent"])
    ecs.update_service(cluster="contract", service="web", desiredCount=0)
