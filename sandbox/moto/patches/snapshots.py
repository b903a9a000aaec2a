"""Permissions of snapshots: moto ignores the form of the request that clients send today."""

from typing import Any

from moto.core.responses import EmptyResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses.elastic_block_store import ElasticBlockStore

from patches import keys


def install() -> None:
    modify_moto_attribute = ElasticBlockStore.modify_snapshot_attribute

    def modify_snapshot_attribute(response: Any) -> Any:
        change = response._get_param("CreateVolumePermission")
        if not change:
            return modify_moto_attribute(response)
        backend, snapshot_id = response.ec2_backend, response._get_param("SnapshotId")
        response.error_on_dryrun()
        if keys.is_default(backend, backend.describe_snapshots([snapshot_id])[0].kms_key_id):
            raise EC2ClientError("OperationNotPermitted", "Encrypted snapshots with EBS default key cannot be shared")
        backend.add_create_volume_permission(snapshot_id, **named(change.get("Add", [])))
        backend.remove_create_volume_permission(snapshot_id, **named(change.get("Remove", [])))
        return EmptyResult()

    ElasticBlockStore.modify_snapshot_attribute = modify_snapshot_attribute


def named(permissions: list[dict[str, str]]) -> dict[str, list[str]]:
    return {
        "user_ids": [one["UserId"] for one in permissions if "UserId" in one],
        "groups": [one["Group"] for one in permissions if "Group" in one],
    }
