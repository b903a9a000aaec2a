"""The order in which the containers of a task start and stop. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """What is known of a container: PENDING, RUNNING or STOPPED; HEALTHY, UNHEALTHY or UNKNOWN."""

    status: str = "PENDING"
    exit_code: int | None = None
    health: str = "UNKNOWN"


def dependencies_of(definition: dict) -> list[tuple[str, str]]:
    """(container, condition). `volumesFrom` is a dependency on START."""
    named = [(entry["containerName"], entry["condition"]) for entry in definition.get("dependsOn") or []]
    volumes = [(entry["sourceContainer"], "START") for entry in definition.get("volumesFrom") or []]
    return named + volumes


def levels(definitions: list[dict]) -> list[list[str]]:
    """Names in the order of their start: each level depends on earlier ones only. A cycle ends in one last level."""
    waiting = {definition["name"]: {name for name, _ in dependencies_of(definition)} for definition in definitions}
    ordered: list[list[str]] = []
    while waiting:
        ready = [name for name, needed in waiting.items() if not needed & waiting.keys()] or list(waiting)
        ordered.append(ready)
        waiting = {name: needed for name, needed in waiting.items() if name not in ready}
    return ordered


def readiness(definition: dict, known: dict[str, Known]) -> str:
    """`start`, `wait`, or the reason why the container can never start."""
    for name, condition in dependencies_of(definition):
        other = known[name]
        if condition == "SUCCESS" and other.status == "STOPPED" and other.exit_code != 0:
            return (
                f"failed container ordering: dependency graph: container {definition['name']}: "
                f"dependency container {name} exited with code {other.exit_code}"
            )
        if condition == "HEALTHY" and (other.status == "STOPPED" or other.health == "UNHEALTHY"):
            return (
                f"failed container ordering: dependency graph: container {definition['name']}: "
                f"dependency container {name} is not healthy"
            )
        if not _met(condition, other):
            return "wait"
    return "start"


def _met(condition: str, other: Known) -> bool:
    if condition == "START":
        return other.status != "PENDING"
    if condition == "HEALTHY":
        return other.health == "HEALTHY"
    return other.status == "STOPPED"
