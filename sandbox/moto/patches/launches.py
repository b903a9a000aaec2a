"""Launches instances of an Auto Scaling group, from its launch template's version or its launch configuration."""

from typing import Any

from moto.ec2.utils import parse_user_data

from patches import keys, mixed_instances

GROUP_TAG = "aws:autoscaling:groupName"


def version_of(group: Any) -> Any:
    """The launch template version that the group uses now; None for a launch configuration."""
    template = group.ec2_launch_template
    return template and template.get_version(group.launch_template_version)


def source_of(group: Any) -> str:
    """The present launch source: `lt-…:2`, or the launch configuration's name."""
    version = version_of(group)
    return f"{version.template.id}:{version.number}" if version else group.launch_configuration_name


def missing_part(group: Any) -> str | None:
    """What the group's launch source names but does not exist, in AWS's words."""
    image = group.ec2_backend.amis.get(group.image_id)
    if image is None or image.state != "available":
        return f"The image id '[{group.image_id}]' does not exist"
    version = version_of(group)
    key = version.data.get("KeyName") if version else group.launch_config.key_name
    return f"The key pair '{key}' does not exist" if key and key not in group.ec2_backend.key_pairs else None


def launch(group: Any) -> Any:
    """Launches one instance in state `pending`. Raises EC2ClientError."""
    version = version_of(group)
    arguments = from_version(version) if version else from_configuration(group.launch_config)
    arguments.update(mixed_instances.choice(group))
    subnets = group.vpc_zone_identifier.split(",") if group.vpc_zone_identifier else [None]
    reservation = group.ec2_backend.run_instances(
        arguments.pop("image_id"),
        1,
        arguments.pop("user_data"),
        [],
        tags={
            "instance": {**group.get_propagated_tags(), GROUP_TAG: group.name},
            "volume": arguments.pop("volume_tags"),
        },
        placement=group.availability_zones[len(group.instance_states) % len(group.availability_zones)],
        subnet_id=subnets[len(group.instance_states) % len(subnets)],
        is_instance_type_default=False,
        **arguments,
    )
    instance = reservation.instances[0]
    instance.autoscaling_group = group
    instance.launch_source = source_of(group)
    if group.launch_config and not version:
        name = group.launch_config.iam_instance_profile
        instance.instance_profile_of_template = {"Arn" if (name or "").startswith("arn:") else "Name": name}
    if not keys.all_usable(group, instance):
        instance.report("shutting-down", "Client.InternalError: Client error on launch")
    return instance


def from_version(version: Any) -> dict[str, Any]:
    data = version.data
    interface = next(iter(data.get("NetworkInterfaces") or []), {})
    return {
        "image_id": version.image_id,
        "user_data": user_data_of(data),
        "instance_type": version.instance_type,
        "key_name": data.get("KeyName"),
        "security_group_ids": [*(data.get("SecurityGroupIds") or []), *(interface.get("Groups") or [])],
        "associate_public_ip": interface.get("AssociatePublicIpAddress"),
        "launch_template": {"LaunchTemplateId": version.template.id, "Version": version.number},
        "metadata_options": {},
        "volume_tags": tags_for(data, "volume"),
    }


def from_configuration(configuration: Any) -> dict[str, Any]:
    return {
        "image_id": configuration.image_id,
        "user_data": configuration.user_data,
        "instance_type": configuration.instance_type,
        "key_name": configuration.key_name,
        "security_group_ids": list(configuration.security_groups),
        "associate_public_ip": configuration.associate_public_ip_address,
        "block_device_mappings": configuration.block_device_mapping_dict or [],
        "metadata_options": configuration.metadata_options or {},
        "volume_tags": {},
    }


def user_data_of(data: dict[str, Any]) -> Any:
    """Moto stores it parsed in a template's first version, and unparsed in later ones."""
    given = data.get("UserData")
    return parse_user_data(given) if isinstance(given, str) else given


def tags_for(data: dict[str, Any], resource_type: str) -> dict[str, str]:
    return {
        tag["Key"]: tag.get("Value", "")
        for specification in data.get("TagSpecifications") or []
        if specification.get("ResourceType") == resource_type
        for tag in specification.get("Tags") or []
    }
