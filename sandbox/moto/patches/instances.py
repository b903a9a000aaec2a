"""Instances that follow their machine: an address in the machines' network, states that wait for the machine, and
the block devices, metadata options, and user data from AMI and launch template."""

from copy import copy
from typing import Any

from moto.ec2.exceptions import EC2ClientError, InvalidAMIIdError
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.instances import Instance, InstanceBackend, InstanceState, StateReason
from moto.ec2.responses.instances import InstanceResponse

from patches import keys
from patches.addresses import AddressPool

ENDED = ("shutting-down", "terminated")
CODES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}


def install(machine_network: str) -> None:
    pool = AddressPool(machine_network)
    moto_init, moto_run = Instance.__init__, InstanceBackend.run_instances
    moto_start, moto_stop, moto_terminate = Instance.start, Instance.stop, Instance.terminate

    # Moto loses the throughput of a request, and does not distinguish "false" from a missing value.
    InstanceResponse._parse_block_device_mapping = lambda response: response._get_param("BlockDeviceMappings", [])

    def init(instance: Any, ec2_backend: Any, image_id: str, *args: Any, **kwargs: Any) -> None:
        moto_init(instance, ec2_backend, image_id, *args, **kwargs)
        address = pool.take()
        if address is None:
            raise EC2ClientError("InsufficientFreeAddressesInSubnet", "There are not enough free addresses")
        nic = instance.nics[0]
        nic.private_ip_address = address
        nic.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": address}]
        nic.private_dns_name = instance.private_dns_name
        nic.mac_address = ":".join(["02", "00", *(f"{int(octet):02x}" for octet in address.split("."))])
        nic.start()
        instance.ena_support = True
        # Moto lists an instance before it has volumes; a machine that boots at that time would have none.
        instance.is_complete = False
        instance.instance_profile_of_template = template_of(ec2_backend, kwargs).get("IamInstanceProfile")
        change_state(instance, "pending")

    def run_instances(backend: Any, image_id: str, *args: Any, **kwargs: Any) -> Any:
        template = template_of(backend, kwargs)
        image_id = image_id or template.get("ImageId")
        image = backend.amis.get(image_id)
        if image is None:
            raise InvalidAMIIdError(image_id)
        if image.state != "available":
            raise EC2ClientError(
                "InvalidAMIID.Unavailable", f"The image ID '{image.id}' is not available (state: {image.state})"
            )
        key = kwargs.get("key_name") or template.get("KeyName")
        if key and key not in backend.key_pairs:
            raise EC2ClientError("InvalidKeyPair.NotFound", f"The key pair '{key}' does not exist")
        asked = template.get("BlockDeviceMappings", []) + kwargs.get("block_device_mappings", [])
        mappings = merged_mappings(image, asked, backend.get_ebs_encryption_by_default())
        refuse_unsized(mappings)
        if not kwargs.get("launch_config"):
            kwargs["block_device_mappings"] = [as_moto_creates(mapping) for mapping in mappings]
        kwargs["metadata_options"] = {
            **({"HttpTokens": "required", "HttpPutResponseHopLimit": 2} if requires_tokens(image) else {}),
            **template.get("MetadataOptions", {}),
            **(kwargs.get("metadata_options") or {}),
        }
        reservation = moto_run(backend, image_id, *args, **kwargs)
        for instance in reservation.instances:
            complete_volumes(backend, instance, mappings)
            instance.is_complete = True
            failure = keys.launch_failure(backend, instance)
            if failure is not None:
                instance.report("shutting-down", failure)
        return reservation

    def start(instance: Any) -> InstanceState:
        if instance.state in ("pending", "running"):
            return copy(instance._state)
        refuse_unless(instance, "stopped", "started")
        return change(instance, moto_start, "pending")

    def stop(instance: Any) -> InstanceState:
        if instance.state in ("stopping", "stopped"):
            return copy(instance._state)
        refuse_unless(instance, "running", "stopped")
        return change(instance, moto_stop, "stopping")

    def terminate(instance: Any) -> InstanceState:
        if instance.state in ENDED:
            return copy(instance._state)
        return change(instance, moto_terminate, "shutting-down")

    def reboot(instance: Any) -> None:
        refuse_unless(instance, "running", "rebooted")
        instance.reboots = getattr(instance, "reboots", 0) + 1

    def report(instance: Any, state: str, reason: str | None) -> None:
        """Applies the machine's state, unless a later call (terminate while it boots) takes precedence."""
        if instance.state in ("terminated", state) or (instance.state == "shutting-down" and state != "terminated"):
            return
        if state in ENDED and instance.state not in ENDED:
            # It ends without a call, and its network interfaces and volumes end with it.
            moto_terminate(instance)
        change_state(instance, state)
        if reason:
            give_reason(instance, reason)
        if state == "terminated":
            pool.give_back(instance.private_ip)

    Instance.__init__ = init
    Instance.start, Instance.stop, Instance.terminate, Instance.reboot = start, stop, terminate, reboot
    Instance.report = report
    InstanceBackend.run_instances = run_instances
    NetworkInterface.check_auto_public_ip = take_public_address


def give_reason(instance: Any, reason: str) -> None:
    """EC2's reasons start with a code: `Client.InternalError: Client error on launch`."""
    code = reason.split(":")[0]
    instance._reason = reason
    instance.state_reason = StateReason(reason, code if "." in code and " " not in code else "Server.InternalError")


def take_public_address(nic: Any) -> None:
    """The public address is the machine's own address."""
    if str(nic.public_ip_auto_assign).lower() == "true":
        nic.public_ip = nic.private_ip_address


def change(instance: Any, moto_change: Any, state: str) -> InstanceState:
    previous = moto_change(instance)
    change_state(instance, state)
    return previous


def change_state(instance: Any, state: str) -> None:
    instance._state.name, instance._state.code = state, CODES[state]


def refuse_unless(instance: Any, state: str, verb: str) -> None:
    if instance.state != state:
        raise EC2ClientError(
            "IncorrectInstanceState",
            f"The instance '{instance.id}' is not in a state from which it can be {verb}.",
        )


def template_of(backend: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    argument = kwargs.get("launch_template")
    return backend._get_template_from_args(argument).data if argument else {}


def requires_tokens(image: Any) -> bool:
    return getattr(image, "imds_support", None) == "v2.0"


def merged_mappings(image: Any, asked: list[dict[str, Any]], encrypt: bool) -> list[dict[str, Any]]:
    """The image's mappings, overridden by the requested ones for the same device."""
    merged = {}
    for mapping in image.block_device_mappings:
        ebs = dict(mapping["Ebs"])
        if image.owner_alias == "amazon":
            del ebs["SnapshotId"]  # only Amazon can see it
        merged[mapping["DeviceName"]] = ebs
    for mapping in asked:
        device = mapping["DeviceName"]
        if mapping.get("NoDevice") is not None:
            merged.pop(device, None)
            continue
        ebs = {key: value for key, value in (mapping.get("Ebs") or {}).items() if value is not None}
        merged[device] = {**merged.get(device, {"DeleteOnTermination": True}), **ebs}
    return [
        {"DeviceName": device, "Ebs": {**ebs, **({"Encrypted": True} if encrypt else {})}}
        for device, ebs in merged.items()
    ]


def refuse_unsized(mappings: list[dict[str, Any]]) -> None:
    """Checks before the launch; moto only checks after creating an instance, and keeps it."""
    if any("VolumeSize" not in mapping["Ebs"] and "SnapshotId" not in mapping["Ebs"] for mapping in mappings):
        raise EC2ClientError("MissingParameter", "The request must contain the parameter size or snapshotId")


def as_moto_creates(mapping: dict[str, Any]) -> dict[str, Any]:
    """Moto loses the IOPS of a launch, without which it refuses io1 and io2; complete_volumes sets both."""
    ebs = mapping["Ebs"]
    return {**mapping, "Ebs": {**ebs, "VolumeType": "gp3"}} if ebs.get("VolumeType") in ("io1", "io2") else mapping


def complete_volumes(backend: Any, instance: Any, mappings: list[dict[str, Any]]) -> None:
    wanted = {mapping["DeviceName"]: mapping["Ebs"] for mapping in mappings}
    for device, attached in instance.get_block_device_mapping:
        volume, ebs = backend.get_volume(attached.volume_id), wanted.get(device, {})
        volume.kms_key_id = keys.arn_of(backend, volume.kms_key_id)
        volume.volume_type = ebs.get("VolumeType", volume.volume_type)
        volume.iops = ebs.get("Iops", volume.iops)
        volume.throughput = ebs.get("Throughput", 125 if volume.volume_type == "gp3" else None)
