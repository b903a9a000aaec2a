"""Auto Scaling and capacity providers."""

from clients import autoscaling, ec2, ecs, newest_image


def groups() -> None:
    template = ec2.create_launch_template(
        LaunchTemplateName="group", LaunchTemplateData={"ImageId": newest_image(), "InstanceType": "t3.medium"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    name = {"AutoScalingGroupName": "contract"}
    autoscaling.create_auto_scaling_group(
        **name,
        MinSize=0,
        MaxSize=2,
        DesiredCapacity=0,
        AvailabilityZones=["us-east-1a", "us-east-1b"],
        LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
        Tags=[{"Key": "team", "Value": "platform", "PropagateAtLaunch": True}],
    )
    autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["contract"])
    autoscaling.update_auto_scaling_group(**name, MaxSize=3)
    autoscaling.set_desired_capacity(**name, DesiredCapacity=0, HonorCooldown=False)
    tag = {"ResourceId": "contract", "ResourceType": "auto-scaling-group", "Key": "owner"}
    autoscaling.create_or_update_tags(Tags=[{**tag, "Value": "us", "PropagateAtLaunch": False}])
    autoscaling.delete_tags(Tags=[tag])
    launch = {"LaunchConfigurationName": "contract"}
    autoscaling.create_launch_configuration(**launch, ImageId=newest_image(), InstanceType="t3.medium")
    autoscaling.describe_launch_configurations(LaunchConfigurationNames=["contract"])
    autoscaling.delete_launch_configuration(**launch)
    autoscaling.describe_auto_scaling_instances()
    autoscaling.describe_scaling_activities(**name)
    autoscaling.describe_tags()
    autoscaling.put_lifecycle_hook(
        **name, LifecycleHookName="hook", LifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING"
    )
    autoscaling.describe_lifecycle_hooks(**name)
    autoscaling.delete_lifecycle_hook(**name, LifecycleHookName="hook")
    autoscaling.put_scaling_policy(
        **name, PolicyName="policy", AdjustmentType="ChangeInCapacity", ScalingAdjustment=1
    )
    autoscaling.describe_policies(**name)
    autoscaling.delete_policy(**name, PolicyName="policy")
    autoscaling.put_scheduled_update_group_action(
        **name, ScheduledActionName="night", Recurrence="0 0 * * *", MinSize=0, MaxSize=2
    )
    autoscaling.describe_scheduled_actions(**name)
    autoscaling.delete_scheduled_action(**name, ScheduledActionName="night")
    autoscaling.suspend_processes(**name, ScalingProcesses=["AZRebalance"])
    autoscaling.resume_processes(**name, ScalingProcesses=["AZRebalance"])
    provider = ecs.create_capacity_provider(
        name="contract",
        autoScalingGroupProvider={
            "autoScalingGroupArn": autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["contract"])[
                "AutoScalingGroups"
            ][0]["AutoScalingGroupARN"],
            "managedDraining": "ENABLED",
        },
    )["capacityProvider"]["name"]
    ecs.update_capacity_provider(name=provider, autoScalingGroupProvider={"managedDraining": "DISABLED"})
    ecs.describe_capacity_providers(capacityProviders=[provider])
    ecs.delete_capacity_provider(capacityProvider=provider)
    autoscaling.delete_auto_scaling_group(**name)
    ec2.delete_launch_template(LaunchTemplateId=template)
