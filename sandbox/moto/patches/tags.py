"""Deletes tags together with their resource: moto keeps those of deleted volumes, snapshots, and AMIs. Finds the tags of
one resource without looking at those of all others: a filter on 1,000 AMIs took moto 14 seconds."""

from typing import Any

from moto.ec2.models.tags import TagBackend
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, get_prefix

from patches import shared_images


def install() -> None:
    moto_describe = TagBackend.describe_tags

    def describe_tags(backend: Any, filters: dict[str, list[str]] | None = None) -> list[dict[str, str]]:
        ids = filters["resource-id"] if filters is not None and list(filters) == ["resource-id"] else []
        if ids and not any("*" in resource_id or "?" in resource_id for resource_id in ids):
            return [tag for resource_id in ids for tag in tags_of(backend, resource_id)]
        return [tag for tag in moto_describe(backend, filters) if exists(backend, tag["resource_id"])]

    TagBackend.describe_tags = describe_tags


def exists(backend: Any, resource_id: str) -> bool:
    kind = resource_id.split("-")[0]
    if kind == "ami":
        return shared_images.visible(backend, resource_id) is not None
    known = {"vol": backend.volumes, "snap": backend.snapshots}
    return kind not in known or resource_id in known[kind]


def tags_of(backend: Any, resource_id: str) -> list[dict[str, str]]:
    if resource_id not in backend.tags or not exists(backend, resource_id):
        return []
    kind = EC2_PREFIX_TO_RESOURCE.get(get_prefix(resource_id), "")
    return [
        {"resource_id": resource_id, "key": key, "value": value, "resource_type": kind}
        for key, value in backend.tags[resource_id].items()
    ]
