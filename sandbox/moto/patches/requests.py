"""Reads request parameters that several actions share."""

from typing import Any


def tags_for(response: Any, resource_type: str) -> dict[str, str]:
    return {
        tag["Key"]: tag.get("Value", "")
        for specification in response._get_param("TagSpecifications", [])
        if specification.get("ResourceType") == resource_type
        for tag in specification.get("Tags", [])
    }
