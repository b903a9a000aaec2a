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
    ecs.delete_service(cluster="contract", service="web")
    ecs.deregister_task_definition(taskDefinition=definition)
    ecs.describe_capacity_providers()
    ecs.delete_cluster(cluster="contract")
