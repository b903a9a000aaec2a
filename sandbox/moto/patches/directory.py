"""Users, roles, and policies for the gateway, which evaluates them. Moto only stores them."""

from typing import Any

from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.s3.models import s3_backends


def describe(account_id: str) -> dict[str, Any]:
    iam = iam_backends[account_id]["aws"]
    return {
        "users": [describe_user(iam, user) for user in list(iam.users.values())],
        "roles": [describe_role(iam, role) for role in list(iam.roles.values())],
        "policies": {policy.arn: document(policy) for policy in own_policies(iam, account_id)},
        "profiles": [
            {"name": profile.name, "arn": profile.arn, "roles": [role.arn for role in profile.roles]}
            for profile in list(iam.instance_profiles.values())
        ],
        "oidcProviders": [
            {"arn": provider.arn, "url": provider.url, "clientIds": list(provider.client_id_list)}
            for provider in list(iam.open_id_providers.values())
        ],
        "buckets": {
            name: {"policy": bucket.policy.decode() if bucket.policy else None}
            for name, bucket in list(s3_backends[account_id]["aws"].buckets.items())
        },
        "foreignBuckets": [
            name for name, (_, owner) in list(s3_backends.bucket_accounts.items()) if owner != account_id
        ],
        "mfaSeeds": {serial: device.base32_string_seed for serial, device in list(iam.virtual_mfa_devices.items())},
    }


def describe_user(iam: Any, user: Any) -> dict[str, Any]:
    groups = [group for group in iam.groups.values() if any(member.name == user.name for member in group.users)]
    return {
        "name": user.name,
        "arn": user.arn,
        "id": user.id,
        "accessKeys": [
            {"accessKeyId": key.access_key_id, "secretAccessKey": key.secret_access_key, "active": key.status == "Active"}
            for key in user.access_keys
        ],
        "policies": [text for owner in [user, *groups] for text in policies_of(owner)],
        "boundary": None,
        "mfaSerials": list(user.mfa_devices),
    }


def describe_role(iam: Any, role: Any) -> dict[str, Any]:
    boundary = iam.managed_policies.get(role.permissions_boundary_arn) if role.permissions_boundary_arn else None
    return {
        "name": role.name,
        "arn": role.arn,
        "id": role.id,
        "trust": role.assume_role_policy_document,
        "maxSessionSeconds": int(role.max_session_duration or 3600),
        "policies": policies_of(role),
        "boundary": document(boundary) if boundary else None,
    }


def policies_of(owner: Any) -> list[str]:
    return [*owner.policies.values(), *(document(policy) for policy in owner.managed_policies.values())]


def own_policies(iam: Any, account_id: str) -> list[Any]:
    return [policy for arn, policy in iam.managed_policies.items() if f":{account_id}:" in arn]


def document(policy: Any) -> str:
    return next(version.document for version in policy.versions if version.version_id == policy.default_version_id)


def tags(account_id: str, region: str, identifiers: list[str]) -> dict[str, dict[str, str]]:
    """Tags by id, or by name of a key pair."""
    backend = ec2_backends[account_id][region]
    return {identifier: tags_of(backend, identifier) for identifier in identifiers}


def tags_of(backend: Any, identifier: str) -> dict[str, str]:
    key_pair = backend.key_pairs.get(identifier)
    resource_id = key_pair.id if key_pair else identifier
    return {tag["key"]: tag["value"] for tag in backend.describe_tags(filters={"resource-id": [resource_id]})}
