"""Calls to AWS services through the sandbox's gateway, with the credentials of the stack. Policies, faults, and the
call log apply to them like to any other call."""

import threading
from typing import Any

import botocore.session
from botocore.config import Config

LATEST_CLIENTS = 64

lock = threading.Lock()
session = botocore.session.get_session()
clients: dict[tuple[str, ...], Any] = {}


class Unsupported(Exception):
    """A property that the service's call does not accept. It is refused, not ignored."""


class Aws:
    def __init__(self, endpoint: str, region: str, credentials: dict[str, str]) -> None:
        self.endpoint, self.region, self.credentials = endpoint, region, credentials

    def call(self, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """`operation` has the API's name. Converts values to the types of the API ("30" → 30) and names to its spelling
        (`ClusterName` → `clusterName`); omits None. Raises ClientError, Unsupported."""
        client = self.client(service)
        shape = client.meta.service_model.operation_model(operation).input_shape
        method = next(python for python, api in client.meta.method_to_api_mapping.items() if api == operation)
        return getattr(client, method)(**fitted(parameters, shape, operation))

    def client(self, service: str) -> Any:
        keys = self.credentials
        identity = (service, self.region, self.endpoint, keys["accessKeyId"])
        with lock:
            if identity not in clients:
                while len(clients) >= LATEST_CLIENTS:
                    clients.pop(next(iter(clients)))
                clients[identity] = session.create_client(
                    service,
                    region_name=self.region,
                    endpoint_url=self.endpoint,
                    aws_access_key_id=keys["accessKeyId"],
                    aws_secret_access_key=keys["secretAccessKey"],
                    aws_session_token=keys.get("sessionToken"),
                    # A fault can hold a call for any time.
                    config=Config(retries={"total_max_attempts": 1}, proxies={}, read_timeout=None),
                )
            return clients[identity]


def fitted(value: Any, shape: Any, path: str) -> Any:
    """Converts a value to the shape of botocore's model."""
    kind = shape.type_name
    if kind == "structure":
        spelling = {name.lower(): name for name in shape.members}
        members = {}
        for name, member in value.items():
            if member is None:
                continue
            spelled = spelling.get(name.lower())
            if spelled is None:
                raise Unsupported(f"{path}.{name}")
            members[spelled] = fitted(member, shape.members[spelled], f"{path}.{name}")
        return members
    if kind == "list":
        return [fitted(one, shape.member, path) for one in (value if isinstance(value, list) else [value])]
    if kind == "map":
        return {name: fitted(one, shape.value, path) for name, one in value.items()}
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("float", "double"):
        return float(value)
    if kind == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if kind == "string":
        return text(value)
    return value


def text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)
