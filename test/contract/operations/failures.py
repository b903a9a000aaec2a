"""Requests that AWS refuses."""

from typing import Any

from botocore.exceptions import ClientError
from clients import autoscaling, cloudformation, ec2, ecs, elb, iam, kms, logs, s3, secretsmanager, ssm, sts


def failures() -> None:
    refused(cloudformation.describe_stacks, StackName="absent")
    refused(cloudformation.update_stack, StackName="absent", UsePreviousTemplate=True)
    refused(ec2.describe_images, ImageIds=["ami-0123456789abcdef0"])
    refused(ec2.describe_instances, DryRun=True)
    refused(iam.get_role, RoleName="absent")
    refused(ssm.get_parameter, Name="/absent")
    refused(ecs.describe_services, cluster="absent", services=["web"])
    refused(logs.get_log_events, logGroupName="/absent", logStreamName="one")
    refused(s3.get_object, Bucket="absent", Key="one")
    refused(kms.describe_key, KeyId="alias/absent")
    refused(autoscaling.delete_auto_scaling_group, AutoScalingGroupName="absent")
    refused(elb.describe_load_balancers, Names=["absent"])
    refused(elb.create_load_balancer, Name="lonely", Subnets=[])
    refused(secretsmanager.get_secret_value, SecretId="absent")
    refused(sts.assume_role, RoleArn="arn:aws:iam::123456789012:role/absent", RoleSessionName="contract")


def refused(call: Any, **parameters: Any) -> None:
    try:
        call(**parameters)
    except ClientError:
        return
    raise SystemExit(f"{call.__name__} accepted {parameters}")
