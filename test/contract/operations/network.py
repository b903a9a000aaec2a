"""Regions, security groups, key pairs and launch templates."""

from clients import TAGS, ec2, newest_image


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
