"""What the agent adds to a container: variables, names, and the options of its log. Pure."""

from __future__ import annotations

import aws
from ecs import logs, network
from ecs.container import Record

LOG_DRIVERS = ("awslogs", "json-file", "none")


def overridden(definition: dict, overrides: dict) -> dict:
    """The container definition with the overrides of RunTask."""
    own = next((one for one in overrides.get("containerOverrides") or [] if one.get("name") == definition["name"]), {})
    changed = {key: value for key, value in own.items() if key in ("command", "cpu", "memory", "memoryReservation") and value is not None}
    environment = pairs(definition.get("environment")) | pairs(own.get("environment"))
    files = [*(definition.get("environmentFiles") or []), *(own.get("environmentFiles") or [])]
    named = [{"name": name, "value": value} for name, value in environment.items()]
    return definition | changed | {"environment": named, "environmentFiles": files}


def pairs(entries: list[dict] | None) -> dict[str, str]:
    return {entry["name"]: entry.get("value", "") for entry in entries or []}


def variables(record: Record, has_role: bool) -> dict[str, str]:
    base = f"http://{network.CREDENTIALS_ADDRESS}"
    role = {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": f"/v2/credentials/{record.credentials_id}"} if has_role else {}
    return {
        "AWS_EXECUTION_ENV": "AWS_ECS_EC2",
        "ECS_CONTAINER_METADATA_URI": f"{base}/v3/{record.credentials_id}",
        "ECS_CONTAINER_METADATA_URI_V4": f"{base}/v4/{record.credentials_id}",
        # Not on AWS: there, names of services lead to AWS.
        "AWS_ENDPOINT_URL": f"http://{aws.ENDPOINT}",
    } | role


def hosts(definition: dict, address: str | None, hostname: str, machine_hosts: str) -> str:
    """/etc/hosts: the API and ECR of the sandbox, the container itself, and `extraHosts`."""
    kept = [line for line in machine_hosts.splitlines() if line.endswith("# sandbox") and (address is None or ".internal" not in line)]
    lines = ["127.0.0.1\tlocalhost", *kept]
    lines += [f"{address}\t{hostname}"] if address else []
    lines += [f"{entry['ipAddress']}\t{entry['hostname']}" for entry in definition.get("extraHosts") or []]
    return "\n".join(lines) + "\n"


def memory_bytes(definition: dict) -> int | None:
    """The hard limit of the container. That of its task is for the sum of all containers."""
    return _bytes(definition.get("memory"))


def task_memory_bytes(task_definition: dict, overrides: dict) -> int | None:
    return _bytes(overrides.get("memory") or task_definition.get("memory"))


def log_settings(definition: dict, record: Record, task_id: str, region: str, folder: str) -> dict:
    """`log` of shim.json."""
    configuration = definition.get("logConfiguration") or {}
    driver, options = configuration.get("logDriver", "json-file"), configuration.get("options") or {}
    if driver != "awslogs":
        limits = {"maxBytes": logs.size_of(options.get("max-size")), "maxFiles": int(options.get("max-file") or 1)}
        return {"driver": driver, "file": f"{folder}/{record.name}.log"} | limits
    return {
        "driver": driver,
        "group": options.get("awslogs-group", ""),
        "region": options.get("awslogs-region") or region,
        "stream": logs.stream_of(options, record.name, task_id, record.id),
        "credentialsFile": f"{folder}/execution-role.json",
    }


def unsupported(definition: dict) -> str | None:
    """Why the sandbox cannot run the container; it does not pretend that it can."""
    linux = definition.get("linuxParameters") or {}
    driver = (definition.get("logConfiguration") or {}).get("logDriver", "json-file")
    found = [
        f"log driver {driver}" if driver not in LOG_DRIVERS else None,
        "links" if definition.get("links") else None,
        "resourceRequirements (GPU)" if definition.get("resourceRequirements") else None,
        "firelensConfiguration" if definition.get("firelensConfiguration") else None,
        "linuxParameters.devices" if linux.get("devices") else None,
        "pseudoTerminal" if definition.get("pseudoTerminal") else None,
    ]
    return next((name for name in found if name), None)


def _bytes(mebibytes: int | str | None) -> int | None:
    return int(mebibytes) * 1024 * 1024 if mebibytes else None
