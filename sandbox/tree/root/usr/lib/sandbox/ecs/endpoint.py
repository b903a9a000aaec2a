"""What the agent serves: credentials and metadata to containers (169.254.170.2), and its tasks to the machine."""

from __future__ import annotations

import http.server
import json
import re
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from ecs import environment, network, roles
from ecs.container import Record

if TYPE_CHECKING:
    from ecs.task import Task

# (status, document) of a path.
Answer = Callable[[str], tuple[int, object]]


def serve(address: str, port: int, answer: Answer) -> http.server.HTTPServer:
    """In the background."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, document = answer(self.path)
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = _Server((address, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def serve_tasks(tasks: dict[str, Task], state: dict[str, str]) -> None:
    serve(network.CREDENTIALS_ADDRESS, 80, lambda path: _for_container(path, list(tasks.values()), state))


def introspected(tasks: list[Task]) -> dict:
    """/v1/tasks of port 51678."""
    return {
        "Tasks": [
            {
                "Arn": task.arn,
                "DesiredStatus": task.assigned["desiredStatus"],
                "KnownStatus": task.status,
                "Family": task.definition["family"],
                "Version": str(task.definition["revision"]),
                "Containers": [
                    {"DockerId": record.id, "DockerName": _docker_name(task, record), "Name": record.name} for record in task.records.values()
                ],
            }
            for task in tasks
        ]
    }


def _for_container(path: str, tasks: list[Task], state: dict[str, str]) -> tuple[int, object]:
    match = re.fullmatch(r"/(v2/credentials|v3|v4)/([0-9a-f]+)(/task)?/?", path)
    found = [(task, record) for task in tasks for record in task.records.values() if match and record.credentials_id == match[2]]
    if match is None or not found:
        return 404, {"code": "InvalidIdInRequest", "message": "CredentialsV2Request: ID not found", "HTTPErrorCode": 400}
    task, record = found[0]
    if match[1] == "v2/credentials":
        role = roles.as_metadata(task.assigned.get("taskRole"))
        missing = {"code": "NoIdInRequest", "message": "CredentialsV2Request: Credentials not found", "HTTPErrorCode": 400}
        return (200, role) if role else (400, missing)
    return 200, (_task_document(task, state) if match[3] else _container_document(task, record, state))


def _task_document(task: Task, state: dict[str, str]) -> dict:
    times = {name[0].upper() + name[1:]: _time(value) for name, value in task.times.items()}
    return {
        "Cluster": state["Cluster"],
        "TaskARN": task.arn,
        "Family": task.definition["family"],
        "Revision": str(task.definition["revision"]),
        "DesiredStatus": task.assigned["desiredStatus"],
        "KnownStatus": task.status,
        "LaunchType": "EC2",
        "Containers": [_container_document(task, record, state) for record in task.records.values()],
        **times,
    }


def _container_document(task: Task, record: Record, state: dict[str, str]) -> dict:
    definition = next(one for one in task.definitions if one["name"] == record.name)
    interface = task.assigned.get("networkInterface") or {}
    address = record.address if task.mode == "bridge" else interface.get("address")
    log = definition.get("logConfiguration") or {}
    document = {
        "DockerId": record.id,
        "Name": record.name,
        "DockerName": _docker_name(task, record),
        "Image": definition["image"],
        "ImageID": record.digest,
        "Labels": {
            "com.amazonaws.ecs.cluster": state["Cluster"],
            "com.amazonaws.ecs.container-name": record.name,
            "com.amazonaws.ecs.task-arn": task.arn,
            "com.amazonaws.ecs.task-definition-family": task.definition["family"],
            "com.amazonaws.ecs.task-definition-version": str(task.definition["revision"]),
        },
        "DesiredStatus": task.assigned["desiredStatus"],
        "KnownStatus": record.status,
        "ExitCode": record.exit_code,
        "Limits": {"CPU": definition.get("cpu") or 0, "Memory": (environment.memory_bytes(definition) or task.memory_bytes() or 0) // 1024**2},
        "CreatedAt": _time(record.created_at),
        "StartedAt": _time(record.started_at),
        "Type": "NORMAL",
        "LogDriver": log.get("logDriver"),
        "LogOptions": log.get("options"),
        "Networks": [{"NetworkMode": task.mode, "IPv4Addresses": [address] if address else []}],
    }
    return {key: value for key, value in document.items() if value is not None}


def _docker_name(task: Task, record: Record) -> str:
    return f"ecs-{task.definition['family']}-{task.definition['revision']}-{record.name}-{record.id[:20]}"


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


# Python's HTTPServer looks up its name, which waits for a name server that does not exist.
class _Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
