"""Clients of the sandbox and values that several services use."""

import boto3

ec2, iam, ecs = boto3.client("ec2"), boto3.client("iam"), boto3.client("ecs")
ecr = boto3.client("ecr")
logs, ssm, sts, kms = boto3.client("logs"), boto3.client("ssm"), boto3.client("sts"), boto3.client("kms")
cloudwatch, sns, s3 = boto3.client("cloudwatch"), boto3.client("sns"), boto3.client("s3")
elb, scaling = boto3.client("elbv2"), boto3.client("application-autoscaling")
secretsmanager = boto3.client("secretsmanager")
autoscaling, cloudformation = boto3.client("autoscaling"), boto3.client("cloudformation")
TAGS = [{"Key": "team", "Value": "platform"}]


def newest_image() -> str:
    name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
    return ssm.get_parameter(Name=name)["Parameter"]["Value"]
