"""Scaling of ECS services."""

from clients import ecs, scaling


def service_scaling() -> None:
    ecs.create_cluster(clusterName="scaled")
    ecs.register_task_definition(
        family="scaled",
        containerDefinitions=[{"name": "web", "image": "nginx", "memory": 64, "essential": True}],
    )
    ecs.create_service(cluster="scaled", serviceName="web", taskDefinition="scaled", desiredCount=0)
    target = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/scaled/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    scaling.register_scalable_target(**target, MinCapacity=0, MaxCapacity=4)
    scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=["service/scaled/web"])
    scaling.put_scaling_policy(
        **target,
        PolicyName="cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 60.0,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        },
    )
    scaling.describe_scaling_policies(ServiceNamespace="ecs")
    scaling.delete_scaling_policy(**target, PolicyName="cpu")
    scaling.deregister_scalable_target(**target)
    ecs.delete_service(cluster="scaled", service="web")
    ecs.delete_cluster(cluster="scaled")
