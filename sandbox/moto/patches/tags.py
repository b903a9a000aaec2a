"""Deletes tags together with their resource. Moto keeps those of deleted volumes, snapshots, and AMIs."""

from typing import Any

from moto.ec2.models.tags import TagBackend


def install() -> None:
    moto_describe = TagBackend.describe_tags

    def describe_tags(backend: Any, filters: dict[str, list[str]] | None = None) -> list[dict[str, str]]:
        return [tag for tag in moto_describe(backend, filters) if exists(backend, tag["resource_id"])]

    TagBackend.describe_tags = describe_tags


def exists(backend: Any, resource_id: str) -> bool:
    known = {"vol": backend.volumes, "snap": backend.snapshots, "ami": backend.amis}
    kind = resource_id.split("-")[0]
    return kind not in known or resource_id in known[kind]
