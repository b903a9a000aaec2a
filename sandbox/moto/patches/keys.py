"""Keys of encrypted volumes: AWS managed keys say so; Auto Scaling can use a customer managed key only if its policy
or a grant allows it."""

import json
from fnmatch import fnmatchcase
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.responses.elastic_block_store import ElasticBlockStore
from moto.kms.models import kms_backends
from moto.kms.responses import KmsResponse

ROLE = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"


def install() -> None:
    """The default key of volumes is AWS managed; moto reports it as customer managed."""
    moto_get_policy = KmsResponse.get_key_policy
    create_moto_key = EBSBackend._create_default_encryption_key

    def create_default_key(backend: Any) -> str:
        arn = create_moto_key(backend)
        kms_backends[backend.account_id][backend.region_name].describe_key(arn).key_manager = "AWS"
        return arn

    def get_default_key(response: Any) -> Any:
        """AWS reports the alias until another key is set."""
        return ActionResult({"KmsKeyId": response.ec2_backend.default_kms_key_id or "alias/aws/ebs"})

    def get_key_policy(response: Any) -> Any:
        """A key has one policy; its name can be left out."""
        if response._get_param("PolicyName") in (None, "default"):
            return json.dumps({"Policy": policy_of(response), "PolicyName": "default"})
        return moto_get_policy(response)

    def policy_of(response: Any) -> str:
        response._validate_cmk_id(response._get_param("KeyId"))
        return str(response.kms_backend.get_key_policy(response._get_param("KeyId")) or "{}")

    KmsResponse.get_key_policy = get_key_policy
    EBSBackend._create_default_encryption_key = create_default_key
    ElasticBlockStore.get_ebs_default_kms_key_id = get_default_key


def arn_of(backend: Any, key_id: str | None) -> str | None:
    """EC2 reports the ARN of a key, even if it was given an alias. The name of an unknown key is kept."""
    if key_id is None:
        return None
    try:
        return str(kms_backends[backend.account_id][backend.region_name].describe_key(key_id).arn)
    except Exception:  # moto raises different errors for a missing key
        return key_id


def all_usable(group: Any, instance: Any) -> bool:
    """Whether the instance's volumes can be created with their keys, or those of their snapshots."""
    ec2, kms = group.ec2_backend, kms_backends[group.account_id][group.region]
    volumes = [ec2.get_volume(device.volume_id) for _, device in instance.get_block_device_mapping]
    return all(may_use(kms, key) for volume in volumes if (key := key_of(ec2, volume)))


def launch_failure(ec2: Any, instance: Any) -> str | None:
    """EC2 checks the keys of volumes after it has accepted a launch, and then terminates the instance."""
    kms = kms_backends[ec2.account_id][ec2.region_name]
    volumes = [ec2.get_volume(device.volume_id) for _, device in instance.get_block_device_mapping]
    for key_id in [key for volume in volumes if (key := key_of(ec2, volume))]:
        try:
            key = kms.describe_key(key_id)
        except Exception:  # moto raises different errors for a missing key
            return "Client.InvalidKMSKey.NotFound: The KMS key provided does not exist"
        if key.key_state != "Enabled":
            return "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state"
    return None


def is_default(ec2: Any, key_id: str | None) -> bool:
    return key_id is not None and key_id == ec2.default_kms_key_id


def key_of(ec2: Any, volume: Any) -> str | None:
    """None for an AWS managed key."""
    own = None if volume.kms_key_id == ec2.default_kms_key_id else volume.kms_key_id
    snapshot = ec2.snapshots.get(volume.snapshot_id)
    key = own or (getattr(snapshot, "kms_key_id", None) if snapshot else None)
    return None if key is None or key == ec2.default_kms_key_id or "alias/aws/" in key else key


def may_use(kms: Any, key_id: str) -> bool:
    try:
        key = kms.describe_key(key_id)
    except Exception:  # moto raises different errors for a missing key
        return False
    if key.key_manager == "AWS":
        return True
    role = f"arn:aws:iam::{kms.account_id}:{ROLE}"
    statements = json.loads(key.policy)["Statement"]
    granted = any(ROLE in grant.grantee_principal for grant in key.grants.values())
    return all(allows(statements, action, role, kms, granted) for action in NEEDED)


NEEDED = ("kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext")


def allows(statements: list[dict[str, Any]], action: str, role: str, kms: Any, granted: bool) -> bool:
    """The service-linked role has no IAM policy for KMS, so a statement for the account allows it nothing."""
    applying = [s for s in statements if matches(s.get("Action"), action) and holds(s.get("Condition", {}), role, kms)]
    account = f"arn:aws:iam::{kms.account_id}:root"
    if any(s["Effect"] == "Deny" and names(s, {role, account}) for s in applying):
        return False
    return granted or any(s["Effect"] == "Allow" and names(s, {role}) for s in applying)


def names(statement: dict[str, Any], principals: set[str]) -> bool:
    principal = statement.get("Principal")
    named = [principal] if principal == "*" else listed((principal or {}).get("AWS"))
    return any(one == "*" or one in principals for one in named)


def holds(conditions: dict[str, Any], role: str, kms: Any) -> bool:
    facts = {
        "aws:principalarn": role,
        "kms:calleraccount": kms.account_id,
        "kms:grantisforawsresource": "true",
        "kms:viaservice": f"ec2.{kms.region_name}.amazonaws.com",
    }
    return all(
        matches(values, facts.get(key.lower(), "")) != ("Not" in operator)
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )


def matches(patterns: Any, value: str) -> bool:
    return any(fnmatchcase(value.lower(), str(pattern).lower()) for pattern in listed(patterns))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []
