"""Systems Manager: parameters of data type aws:ec2:image. PutParameter answers before the AMI is validated; the value of
one that cannot be launched is never written."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ssm.exceptions import ParameterAlreadyExists, ValidationException
from moto.ssm.models import SimpleSystemManagerBackend

from patches import shared_images

IMAGE = "aws:ec2:image"
VALIDATION_SECONDS = 1.5
READS = (
    "delete_parameter",
    "delete_parameters",
    "describe_parameters",
    "get_parameter",
    "get_parameter_history",
    "get_parameters",
    "get_parameters_by_path",
)


@dataclass
class Pending:
    """A value that is validated. Has what the answer to PutParameter shows."""

    due: float
    image_id: str
    version: int
    tier: str
    write: Callable[[], Any] = field(repr=False)


# By account, region and name; the oldest first.
pending: dict[tuple[str, str, str], list[Pending]] = {}


def install() -> None:
    moto_put = SimpleSystemManagerBackend.put_parameter

    def put_parameter(
        backend: Any, name: str, description: Any, value: str, parameter_type: Any, allowed_pattern: Any, keyid: Any,
        overwrite: bool, tags: Any, data_type: str, tier: str | None, policies: Any,
    ) -> Any:  # fmt: skip
        apply_due(backend)
        rest = (overwrite, tags, data_type, tier, policies)

        def write() -> Any:
            return moto_put(backend, name, description, value, parameter_type, allowed_pattern, keyid, *rest)

        if data_type != IMAGE:
            return write()
        present = backend._parameters[name] if name in backend._parameters else []
        if present and not overwrite:
            raise ParameterAlreadyExists()
        if not re.fullmatch(r"ami-([0-9a-f]{8}|[0-9a-f]{17})", value) or parameter_type not in ("String", None):
            raise ValidationException(
                f"Parameter value, {value}, of data type {IMAGE} must be in the format ami-12345abcdeEXAMPLE."
            )
        waiting = pending.setdefault((backend.account_id, backend.region_name, name), [])
        version = (present[-1].version if present else 0) + len(waiting) + 1
        waiting.append(Pending(time.monotonic() + VALIDATION_SECONDS, value, version, tier or "Standard", write))
        return waiting[-1]

    SimpleSystemManagerBackend.put_parameter = put_parameter
    for name in READS:
        setattr(SimpleSystemManagerBackend, name, up_to_date(getattr(SimpleSystemManagerBackend, name)))


def up_to_date(read: Callable[..., Any]) -> Callable[..., Any]:
    def call(backend: Any, *arguments: Any, **named: Any) -> Any:
        apply_due(backend)
        return read(backend, *arguments, **named)

    return call


def apply_due(backend: Any) -> None:
    """Writes the values whose validation has ended well."""
    for key, waiting in list(pending.items()):
        if key[:2] != (backend.account_id, backend.region_name):
            continue
        while waiting and waiting[0].due <= time.monotonic():
            value = waiting.pop(0)
            if can_launch(backend, value.image_id):
                value.write()
        if not waiting:
            pending.pop(key, None)


def can_launch(backend: Any, image_id: str) -> bool:
    image = shared_images.visible(ec2_backends[backend.account_id][backend.region_name], image_id)
    return image is not None and image.state == "available"
