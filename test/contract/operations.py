"""Calls that users of the sandbox make with their own clients, so that the contract covers them. Usage: operations.py,
with the environment of the sandbox."""

import json
from typing import Any

import boto3
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ec2, iam, ecs = boto3.client("ec2"), boto3.client("iam"), boto3.client("ecs")
logs, ssm, sts, kms = boto3.client("logs"), boto3.client("ssm"), boto3.client("sts"), boto3.client("kms")
cloudwatch, sns, s3 = boto3.client("cloudwatch"), boto3.client("sns"), boto3.client("s3")
autoscaling, cloudformation = boto3.client("autoscaling"), boto3.client("cloudformation")
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}]}
)
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
TAGS = [{"Key": "team", "Value": "platform"}]


def main() -> None:
    identity()
    network()
    images()
    machines()
    secrets()
    containers()
    messages()
    objects()
    groups()
    stacks()
    failures()


def identity() -> None:
    sts.get_caller_identity()
    iam.create_user(UserName="contract")
    iam.put_user_policy(UserName="contract", PolicyName="reads", PolicyDocument=POLICY)
    iam.get_user(UserName="contract")
    iam.list_users()
    key = iam.create_access_key(UserName="contract")["AccessKey"]
    iam.list_access_keys(UserName="contract")
    iam.delete_access_key(UserName="contract", AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName="contract", PolicyName="reads")
    iam.delete_user(UserName="contract")
    policy = iam.create_policy(PolicyName="contract", PolicyDocument=POLICY)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=POLICY, SetAsDefault=True)
    iam.get_policy(PolicyArn=policy)
    iam.get_policy_version(PolicyArn=policy, VersionId="v2")
    iam.delete_policy_version(PolicyArn=policy, VersionId="v1")
    iam.create_role(RoleName="contract", AssumeRolePolicyDocument=TRUST, Tags=TAGS)
    iam.get_role(RoleName="contract")
    iam.list_roles(MaxItems=1)
    iam.attach_role_policy(RoleName="contract", PolicyArn=policy)
    iam.put_role_policy(RoleName="contract", PolicyName="reads", PolicyDocument=POLICY)
    iam.get_role_policy(RoleName="contract", PolicyName="reads")
    iam.list_attached_role_policies(RoleName="contract")
    iam.list_role_policies(RoleName="contract")
    iam.tag_role(RoleName="contract", Tags=TAGS)
    iam.untag_role(RoleName="contract", TagKeys=["team"])
    iam.update_role(RoleName="contract", Description="of the contract")
    iam.update_assume_role_policy(RoleName="contract", PolicyDocument=TRUST)
    iam.create_instance_profile(InstanceProfileName="contract", Tags=TAGS)
    iam.tag_instance_profile(InstanceProfileName="contract", Tags=[{"Key": "owner", "Value": "us"}])
    iam.add_role_to_instance_profile(InstanceProfileName="contract", RoleName="contract")
    iam.get_instance_profile(InstanceProfileName="contract")
    iam.list_instance_profiles()
    iam.remove_role_from_instance_profile(InstanceProfileName="contract", RoleName="contract")
    iam.delete_instance_profile(InstanceProfileName="contract")
    iam.delete_role_policy(RoleName="contract", PolicyName="reads")
    iam.detach_role_policy(RoleName="contract", PolicyArn=policy)
    iam.delete_role(RoleName="contract")
    iam.delete_policy(PolicyArn=policy)


def network() -> None:
    ec2.describe_regions()
    ec2.describe_availability_zones()
    ec2.describe_instance_types(InstanceTypes=["t3.medium", "m7g.large"])
    ec2.describe_instance_type_offerings(Filters=[{"Name": "instance-type", "Values": ["t3.medium"]}])
    ec2.get_ebs_encryption_by_default()
    ec2.get_ebs_default_kms_key_id()
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
    group = ec2.create_security_group(
        GroupName="contract",
        Description="of the contract",
        VpcId=vpc,
        TagSpecifications=[{"ResourceType": "security-group", "Tags": TAGS}],
    )["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[rule])
    ec2.describe_security_groups(GroupIds=[group])
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[rule])
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[rule])
    ec2.create_tags(Resources=[group], Tags=[{"Key": "owner", "Value": "us"}])
    ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [group]}])
    ec2.delete_tags(Resources=[group], Tags=[{"Key": "owner"}])
    ec2.delete_security_group(GroupId=group)
    ec2.create_key_pair(KeyName="contract", KeyType="ed25519")
    ec2.describe_key_pairs()
    ec2.delete_key_pair(KeyName="contract")
    image = newest_image()
    template = ec2.create_launch_template(
        LaunchTemplateName="contract",
        LaunchTemplateData={"ImageId": image, "InstanceType": "t3.medium"},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": TAGS}],
    )["LaunchTemplate"]["LaunchTemplateId"]
    ec2.create_launch_template_version(
        LaunchTemplateId=template, SourceVersion="1", LaunchTemplateData={"InstanceType": "t3.large"}
    )
    ec2.describe_launch_templates(LaunchTemplateIds=[template])
    ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["$Latest"])
    ec2.delete_launch_template(LaunchTemplateId=template)


def images() -> None:
    page = ec2.describe_images(Owners=["amazon"], MaxResults=5)
    ec2.describe_images(Owners=["amazon"], MaxResults=5, NextToken=page["NextToken"])
    ec2.describe_image_attribute(ImageId=newest_image(), Attribute="description")
    ec2.describe_snapshots(OwnerIds=["self"])
    ec2.describe_volumes()
    ec2.describe_instances()
    ec2.describe_instance_status()


def machines() -> None:
    """A machine and its own AMI."""
    quick = {"WaiterConfig": {"Delay": 1, "MaxAttempts": 60}}
    launched = ec2.run_instances(
        ImageId=newest_image(),
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        TagSpecifications=[{"ResourceType": "instance", "Tags": TAGS}],
    )
    instance = launched["Instances"][0]["InstanceId"]
    ec2.get_waiter("instance_running").wait(InstanceIds=[instance], **quick)
    ec2.describe_instance_attribute(InstanceId=instance, Attribute="userData")
    ec2.get_console_output(InstanceId=instance, Latest=True)
    ec2.stop_instances(InstanceIds=[instance])
    ec2.get_waiter("instance_stopped").wait(InstanceIds=[instance], **quick)
    image = ec2.create_image(InstanceId=instance, Name="contract", Description="of the contract")["ImageId"]
    ec2.get_waiter("image_available").wait(ImageIds=[image], **quick)
    ec2.start_instances(InstanceIds=[instance])
    ec2.get_waiter("instance_running").wait(InstanceIds=[instance], **quick)
    ec2.reboot_instances(InstanceIds=[instance])
    ec2.terminate_instances(InstanceIds=[instance])
    copied = ec2.copy_image(SourceImageId=image, SourceRegion="us-east-1", Name="contract-copy", Encrypted=True)["ImageId"]
    ec2.get_waiter("image_available").wait(ImageIds=[copied], **quick)
    ec2.enable_image_deprecation(ImageId=image, DeprecateAt="2027-06-01T00:00:00Z")
    ec2.disable_image_deprecation(ImageId=image)
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"UserId": "123456789012"}]})
    ec2.describe_image_attribute(ImageId=image, Attribute="launchPermission")
    for made in (image, copied):
        devices = ec2.describe_images(ImageIds=[made])["Images"][0]["BlockDeviceMappings"]
        snapshots = [device["Ebs"]["SnapshotId"] for device in devices if "Ebs" in device]
        ec2.describe_snapshot_attribute(SnapshotId=snapshots[0], Attribute="createVolumePermission")
        ec2.deregister_image(ImageId=made)
        for snapshot in snapshots:
            ec2.delete_snapshot(SnapshotId=snapshot)


def secrets() -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    ec2.import_key_pair(KeyName="imported", PublicKeyMaterial=public)
    ec2.delete_key_pair(KeyName="imported")
    key = kms.create_key(Description="of the contract")["KeyMetadata"]["KeyId"]
    kms.describe_key(KeyId=key)
    kms.get_key_policy(KeyId=key)
    kms.create_grant(
        KeyId=key, GranteePrincipal=sts.get_caller_identity()["Arn"], Operations=["Decrypt", "CreateGrant"]
    )
    kms.list_grants(KeyId=key)


def newest_image() -> str:
    name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
    return ssm.get_parameter(Name=name)["Parameter"]["Value"]


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


def messages() -> None:
    logs.create_log_group(logGroupName="/contract", tags={"team": "platform"})
    logs.put_retention_policy(logGroupName="/contract", retentionInDays=7)
    logs.describe_log_groups(logGroupNamePrefix="/contract")
    logs.create_log_stream(logGroupName="/contract", logStreamName="one")
    event = {"timestamp": 1_700_000_000_000, "message": "hello"}
    logs.put_log_events(logGroupName="/contract", logStreamName="one", logEvents=[event])
    logs.describe_log_streams(logGroupName="/contract")
    logs.get_log_events(logGroupName="/contract", logStreamName="one", startFromHead=True)
    logs.filter_log_events(logGroupName="/contract", filterPattern="hello")
    logs.delete_retention_policy(logGroupName="/contract")
    logs.delete_log_group(logGroupName="/contract")
    ssm.put_parameter(Name="/contract/one", Value="1", Type="String", Tags=TAGS)
    ssm.put_parameter(Name="/contract/two", Value="2", Type="SecureString")
    ssm.get_parameter(Name="/contract/two", WithDecryption=True)
    ssm.get_parameters(Names=["/contract/one", "/contract/absent"])
    page = ssm.get_parameters_by_path(Path="/contract", Recursive=True, MaxResults=1)
    ssm.get_parameters_by_path(Path="/contract", Recursive=True, MaxResults=1, NextToken=page["NextToken"])
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId="/contract/one", Tags=TAGS)
    ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId="/contract/one", TagKeys=["team"])
    ssm.describe_instance_information()
    ssm.delete_parameter(Name="/contract/one")
    ssm.delete_parameter(Name="/contract/two")
    topic = sns.create_topic(Name="contract", Tags=TAGS)["TopicArn"]
    sns.get_topic_attributes(TopicArn=topic)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="contract")
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "owner", "Value": "us"}])
    sns.untag_resource(ResourceArn=topic, TagKeys=["owner"])
    sns.list_tags_for_resource(ResourceArn=topic)
    queue = f"arn:aws:sqs:us-east-1:{sts.get_caller_identity()['Account']}:contract"
    subscribed = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, ReturnSubscriptionArn=True)
    sns.unsubscribe(SubscriptionArn=subscribed["SubscriptionArn"])
    sns.delete_topic(TopicArn=topic)
    cloudwatch.put_metric_alarm(
        AlarmName="contract",
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=80,
        ComparisonOperator="GreaterThanThreshold",
    )
    alarm = cloudwatch.describe_alarms(AlarmNames=["contract"])["MetricAlarms"][0]["AlarmArn"]
    cloudwatch.tag_resource(ResourceARN=alarm, Tags=TAGS)
    cloudwatch.untag_resource(ResourceARN=alarm, TagKeys=["team"])
    cloudwatch.delete_alarms(AlarmNames=["contract"])


def objects() -> None:
    s3.create_bucket(Bucket="contract")
    s3.head_bucket(Bucket="contract")
    s3.put_object(Bucket="contract", Key="templates/one", Body=b"{}", ContentType="application/json")
    s3.head_object(Bucket="contract", Key="templates/one")
    s3.get_object(Bucket="contract", Key="templates/one")["Body"].read()
    s3.list_objects_v2(Bucket="contract", Prefix="templates/", MaxKeys=1)
    s3.delete_object(Bucket="contract", Key="templates/one")
    s3.delete_bucket(Bucket="contract")


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


def stacks() -> None:
    template = json.dumps(
        {
            "Parameters": {"Days": {"Type": "Number", "Default": "7"}},
            "Resources": {
                "Logs": {
                    "Type": "AWS::Logs::LogGroup",
                    "Properties": {"LogGroupName": "/stack", "RetentionInDays": {"Ref": "Days"}},
                }
            },
            "Outputs": {"Name": {"Value": {"Ref": "Logs"}, "Export": {"Name": "contract-logs"}}},
        }
    )
    quick = {"WaiterConfig": {"Delay": 1, "MaxAttempts": 60}}
    stack = {"StackName": "contract"}
    days = [{"ParameterKey": "Days", "ParameterValue": "14"}]
    cloudformation.validate_template(TemplateBody=template)
    cloudformation.get_template_summary(TemplateBody=template)
    cloudformation.create_stack(**stack, TemplateBody=template, Tags=TAGS)
    cloudformation.get_waiter("stack_create_complete").wait(**stack, **quick)
    cloudformation.create_change_set(**stack, ChangeSetName="days", UsePreviousTemplate=True, Parameters=days)
    cloudformation.get_waiter("change_set_create_complete").wait(**stack, ChangeSetName="days", **quick)
    cloudformation.describe_change_set(**stack, ChangeSetName="days", IncludePropertyValues=True)
    cloudformation.list_change_sets(**stack)
    cloudformation.execute_change_set(**stack, ChangeSetName="days")
    cloudformation.get_waiter("stack_update_complete").wait(**stack, **quick)
    cloudformation.create_change_set(**stack, ChangeSetName="same", UsePreviousTemplate=True)
    cloudformation.delete_change_set(**stack, ChangeSetName="same")
    cloudformation.update_stack(**stack, UsePreviousTemplate=True, Tags=[{"Key": "team", "Value": "other"}])
    cloudformation.get_waiter("stack_update_complete").wait(**stack, **quick)
    cloudformation.describe_stack_events(**stack)
    cloudformation.describe_events(**stack)
    cloudformation.describe_stack_resource(**stack, LogicalResourceId="Logs")
    cloudformation.describe_stack_resources(**stack)
    cloudformation.list_stack_resources(**stack)
    cloudformation.list_stacks()
    cloudformation.list_exports()
    cloudformation.get_template(**stack)
    cloudformation.update_termination_protection(**stack, EnableTerminationProtection=False)
    cloudformation.delete_stack(**stack)
    cloudformation.get_waiter("stack_delete_complete").wait(**stack, **quick)


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
    refused(sts.assume_role, RoleArn="arn:aws:iam::123456789012:role/absent", RoleSessionName="contract")


def refused(call: Any, **parameters: Any) -> None:
    try:
        call(**parameters)
    except ClientError:
        return
    raise SystemExit(f"{call.__name__} accepted {parameters}")


main()
