"""CloudFormation's request for one resource, and the result."""

import json
import random
import string
from dataclasses import dataclass, field
from typing import Any

from resources.calls import Aws


@dataclass(frozen=True)
class Record:
    """`physical_id` is the value of Ref; `attributes` are the values of GetAtt, by name."""

    physical_id: str
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    aws: Aws
    stack_name: str
    logical_id: str
    type: str
    properties: dict[str, Any]
    # The stack's tags, with aws:cloudformation:…
    stack_tags: dict[str, str]
    account_id: str
    region: str
    # The present resource; for update and remove.
    physical_id: str = ""
    previous: dict[str, Any] = field(default_factory=dict)
    previous_stack_tags: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.properties.get(name)

    def only(self, *names: str) -> dict[str, Any]:
        return {name: self.properties[name] for name in names if name in self.properties}

    def without(self, *names: str) -> dict[str, Any]:
        return {name: value for name, value in self.properties.items() if name not in names}

    def differs(self, *names: str) -> bool:
        return any(self.properties.get(name) != self.previous.get(name) for name in names)

    def name(self, wanted: str | None, longest: int = 128) -> str:
        """The template's name, or a generated one like CloudFormation's."""
        if wanted:
            return wanted
        suffix = "".join(random.choices(string.ascii_letters + string.digits, k=12))
        stem = f"{self.stack_name}-{self.logical_id}"[: longest - len(suffix) - 1]
        return f"{stem.rstrip('-')}-{suffix}"

    def tags(self) -> list[dict[str, str]]:
        """The stack's tags, overridden by the resource's own."""
        own = {tag["Key"]: str(tag["Value"]) for tag in self.properties.get("Tags") or []}
        return [{"Key": key, "Value": value} for key, value in {**self.stack_tags, **own}.items()]

    def tag_map(self) -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in self.tags()}

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account_id}:{resource}"


@dataclass(frozen=True)
class Kind:
    """A resource type. Each function raises ClientError if the service returns an error."""

    create: Any
    update: Any
    remove: Any


def document(value: Any) -> str:
    """A policy as text."""
    return value if isinstance(value, str) else json.dumps(value)


def same(request: Request) -> Record:
    """The update of a resource that can only be replaced."""
    return Record(request.physical_id)
