"""AMIs, machines and what belongs to them."""

from clients import TAGS, ec2, newest_image


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
    ec2.enable_image_deregistration_protection(ImageId=image, WithCooldown=False)
    ec2.disable_image_deregistration_protection(ImageId=image)
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
