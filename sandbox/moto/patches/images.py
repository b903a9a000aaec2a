"""AMIs and snapshots created in the sandbox: every volume of the instance is in the mapping with its own snapshot.
An image is pending until its machine is saved."""

from datetime import UTC, datetime, timedelta
from typing import Any

import moto.core
from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError, InvalidAMIIdError
from moto.ec2.models import EC2Backend, amis, ec2_backends
from moto.ec2.models.elastic_block_store import Snapshot, Volume
from moto.ec2.responses.amis import AmisResponse
from moto.ec2.utils import random_ami_id, random_snapshot_id

from patches import keys, shared_images
from patches.catalogue import SHA1_ACCEPTED
from patches.requests import tags_for

describe_moto_attribute = AmisResponse.describe_image_attribute


class OwnImage(amis.Ami):
    def __init__(self, backend: Any, name: str, description: str | None, like: Any) -> None:
        self.ec2_backend = backend
        self.id = random_ami_id()
        self.name = name
        self.description = description
        self.state = "pending"
        self.owner_id = backend.account_id
        self.owner_alias = None
        self.image_location = f"{self.owner_id}/{name}"
        self.image_type = "machine"
        self.creation_date = amis.utcnow()
        self.launch_permissions = []
        self.product_codes = set()
        self.kernel_id = None
        self.instance_id = None
        self.source_image = None
        self.mappings: list[dict[str, Any]] = []
        for fact in ("architecture", "virtualization_type", "platform", "root_device_name"):
            setattr(self, fact, getattr(like, fact))
        self.root_device_type = "ebs"
        self.hypervisor = "xen"
        self.sriov = self.sriov_net_support = "simple"
        self.ena_support = True
        self.boot_mode = getattr(like, "boot_mode", "uefi-preferred")
        self.imds_support = getattr(like, "imds_support", None)

    @property
    def block_device_mappings(self) -> list[dict[str, Any]]:
        return self.mappings

    def get_tags(self) -> list[dict[str, str]]:
        own = super().get_tags()
        return own if any(tag["key"] == SHA1_ACCEPTED["key"] for tag in own) else [*own, SHA1_ACCEPTED]

    @property
    def source_instance_id(self) -> str | None:
        return self.instance_id


def install() -> None:
    AmisResponse.create_image = create_image
    AmisResponse.copy_image = copy_image
    AmisResponse.describe_image_attribute = describe_image_attribute
    modify_moto_attribute = AmisResponse.modify_image_attribute

    def modify_image_attribute(response: Any) -> Any:
        image = own_image(response.ec2_backend, response._get_param("ImageId"))
        imds_support = response._get_param("ImdsSupport.Value")
        if imds_support:
            response.error_on_dryrun()
            image.imds_support = imds_support
            return ActionResult({"Return": True})
        if response._get_param("LaunchPermission", {}).get("Add"):
            refuse_default_key(response.ec2_backend, image)
        description = response._get_param("Description.Value")
        if description is not None:
            response.error_on_dryrun()
            image.description = description
            return ActionResult({"Return": True})
        return modify_moto_attribute(response)

    def enable_image_deprecation(response: Any) -> Any:
        image = own_image(response.ec2_backend, response._get_param("ImageId"))
        response.error_on_dryrun()
        image.deprecation_time = response._get_param("DeprecateAt").strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return ActionResult({"Return": True})

    def disable_image_deprecation(response: Any) -> Any:
        image = own_image(response.ec2_backend, response._get_param("ImageId"))
        response.error_on_dryrun()
        image.deprecation_time = None
        return ActionResult({"Return": True})

    def enable_deregistration_protection(response: Any) -> Any:
        image = own_image(response.ec2_backend, response._get_param("ImageId"))
        response.error_on_dryrun()
        cooldown = response._get_param("WithCooldown") is True
        image.deregistration_protection = f"enabled-with{'' if cooldown else 'out'}-cooldown"
        return ActionResult({"Return": "true"})

    def disable_deregistration_protection(response: Any) -> Any:
        image = own_image(response.ec2_backend, response._get_param("ImageId"))
        response.error_on_dryrun()
        if image.deregistration_protection == "enabled-with-cooldown":
            image.protected_until = datetime.now(UTC) + timedelta(hours=24)
        image.deregistration_protection = "disabled"
        return ActionResult({"Return": "true"})

    moto_deregister = EC2Backend.deregister_image

    def deregister_image(backend: Any, ami_id: str) -> None:
        image = backend.amis.get(ami_id)
        until = getattr(image, "protected_until", None)
        is_cooling = until is not None and until > datetime.now(UTC)
        if image is not None and (image.deregistration_protection != "disabled" or is_cooling):
            raise EC2ClientError(
                "OperationNotPermitted", f"The image '{ami_id}' cannot be deregistered because it is protected."
            )
        moto_deregister(backend, ami_id)

    def disable_image(response: Any) -> Any:
        image = own_image(response.ec2_backend, response._get_param("ImageId"))
        response.error_on_dryrun()
        if image.state != "available":
            raise EC2ClientError("IncorrectState", f"The image '{image.id}' is in the state {image.state}.")
        image.state = "disabled"
        image.launch_permissions.clear()
        return ActionResult({"Return": True})

    def enable_image(response: Any) -> Any:
        image = own_image(response.ec2_backend, response._get_param("ImageId"))
        response.error_on_dryrun()
        if image.state != "disabled":
            raise EC2ClientError("IncorrectState", f"The image '{image.id}' is not disabled.")
        image.state = "available"
        return ActionResult({"Return": True})

    moto_describe = AmisResponse.describe_images

    def describe_images(response: Any) -> Any:
        """Disabled AMIs are shown only to a caller who asks for them."""
        result = moto_describe(response)
        if response._get_param("IncludeDisabled") is not True:
            result.result["Images"] = [image for image in result.result["Images"] if image.state != "disabled"]
        return result

    AmisResponse.disable_image = disable_image
    AmisResponse.enable_image = enable_image
    AmisResponse.describe_images = describe_images
    amis.Ami.deregistration_protection = "disabled"
    EC2Backend.deregister_image = deregister_image
    AmisResponse.enable_image_deregistration_protection = enable_deregistration_protection
    AmisResponse.disable_image_deregistration_protection = disable_deregistration_protection
    AmisResponse.modify_image_attribute = modify_image_attribute
    AmisResponse.enable_image_deprecation = enable_image_deprecation
    AmisResponse.disable_image_deprecation = disable_image_deprecation


def create_image(response: Any) -> Any:
    backend = response.ec2_backend
    instance = backend.get_instance(response._get_param("InstanceId"))
    name = response._get_param("Name")
    refuse_taken_name(backend, name)
    response.error_on_dryrun()
    like = backend.amis.get(instance.image_id) or instance
    image = OwnImage(backend, name, response._get_param("Description"), like)
    image.instance_id = instance.id
    image.no_reboot = response._get_param("NoReboot") is True
    image.add_tags(tags_for(response, "image"))
    description = f"Created by CreateImage({instance.id}) for {image.id}"
    asked = {mapping["DeviceName"]: mapping for mapping in response._get_param("BlockDeviceMappings", [])}
    for device, attached in instance.get_block_device_mapping:
        wanted = asked.pop(device, {})
        if "NoDevice" in wanted:
            continue
        volume = backend.get_volume(attached.volume_id)
        snapshot = snapshot_of(backend, volume, description, image)
        snapshot.add_tags(tags_for(response, "snapshot"))
        image.mappings.append(
            mapping_of(device, volume, snapshot, wanted.get("Ebs", {}).get("DeleteOnTermination", True))
        )
    image.mappings.extend(mapping for mapping in asked.values() if "NoDevice" not in mapping)
    backend.amis[image.id] = image
    return ActionResult({"ImageId": image.id})


def copy_image(response: Any) -> Any:
    backend = response.ec2_backend
    source_backend = ec2_backends[backend.account_id][response._get_param("SourceRegion")]
    source_id = response._get_param("SourceImageId")
    source = shared_images.visible(source_backend, source_id)
    if source is None:
        raise InvalidAMIIdError(source_id)
    if source.state != "available":
        raise EC2ClientError("InvalidAMIID.Unavailable", f"The image ID '{source_id}' is not available")
    name = response._get_param("Name")
    refuse_taken_name(backend, name)
    response.error_on_dryrun()
    image = OwnImage(backend, name, response._get_param("Description") or source.description, source)
    image.source_image = source_id
    image.source_region = source_backend.region_name
    image.add_tags(tags_for(response, "image"))
    encrypt = response._get_param("Encrypted") is True
    key = response._get_param("KmsKeyId")
    for mapping in source.block_device_mappings:
        facts = mapping["Ebs"]
        volume = Volume(
            backend,
            "vol-ffffffff",
            facts["VolumeSize"],
            None,
            encrypted=encrypt or facts.get("Encrypted", False),
            kms_key_id=keys.arn_of(backend, key or default_key(backend)) if encrypt else None,
            volume_type=facts.get("VolumeType"),
            iops=facts.get("Iops"),
            throughput=facts.get("Throughput"),
        )
        description = (
            f"Copied for DestinationAmi {image.id} from SourceAmi {source_id} for SourceSnapshot "
            f"{facts['SnapshotId']}. Task created on {int(image.creation_date.timestamp() * 1000)}."
        )
        snapshot = snapshot_of(backend, volume, description, image)
        snapshot.add_tags(tags_for(response, "snapshot"))
        image.mappings.append(
            mapping_of(mapping["DeviceName"], volume, snapshot, facts.get("DeleteOnTermination", True))
        )
    backend.amis[image.id] = image
    if backend.account_id != moto.core.DEFAULT_ACCOUNT_ID:
        # No machine has to be saved, and the reconciler knows only the first account.
        finish(backend, image, "available")
    return ActionResult({"ImageId": image.id})


def finish(backend: Any, image: Any, state: str) -> None:
    """Ends the creation of an AMI and its snapshots."""
    image.state = state
    for snapshot in list(backend.snapshots.values()):
        if snapshot.from_ami == image.id:
            snapshot.status = "completed" if state == "available" else "error"


def describe_image_attribute(response: Any) -> Any:
    if response._get_param("Attribute") != "imdsSupport":
        return describe_moto_attribute(response)
    image = own_image(response.ec2_backend, response._get_param("ImageId"))
    return ActionResult({"ImageId": image.id, "ImdsSupport": {"Value": image.imds_support}})


def default_key(backend: Any) -> str:
    if not backend.default_kms_key_id:
        backend._create_default_encryption_key()
    return str(backend.default_kms_key_id)


def own_image(backend: Any, image_id: str) -> Any:
    image = backend.describe_images(ami_ids=[image_id])[0]
    if image.owner_id != backend.account_id:
        raise EC2ClientError("AuthFailure", f"Not authorized for image:{image_id}")
    return image


def refuse_default_key(backend: Any, image: Any) -> None:
    snapshots = [backend.snapshots.get(mapping["Ebs"].get("SnapshotId")) for mapping in image.block_device_mappings]
    if any(snapshot and keys.is_default(backend, snapshot.kms_key_id) for snapshot in snapshots):
        raise EC2ClientError(
            "InvalidParameter",
            "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot.",
        )


def refuse_taken_name(backend: Any, name: str) -> None:
    for image in backend.amis.values():
        if image.owner_id == backend.account_id and image.name == name:
            raise EC2ClientError(
                "InvalidAMIName.Duplicate", f"AMI name {name} is already in use by AMI {image.id}"
            )


def snapshot_of(backend: Any, volume: Any, description: str, image: OwnImage) -> Snapshot:
    snapshot = Snapshot(
        backend,
        random_snapshot_id(),
        volume,
        description,
        encrypted=volume.encrypted,
        kms_key_id=volume.kms_key_id,
        from_ami=image.id,
    )
    snapshot.status = "pending"
    backend.snapshots[snapshot.id] = snapshot
    return snapshot


def mapping_of(device: str, volume: Any, snapshot: Snapshot, delete_on_termination: bool) -> dict[str, Any]:
    facts = {
        "SnapshotId": snapshot.id,
        "VolumeSize": volume.size,
        "VolumeType": volume.volume_type,
        "DeleteOnTermination": delete_on_termination,
        "Encrypted": bool(volume.encrypted),
        "Iops": volume.iops,
        "Throughput": volume.throughput,
    }
    return {"DeviceName": device, "Ebs": {key: value for key, value in facts.items() if value is not None}}
