"""Health checks of containers: a command inside, at intervals."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from ecs import container
from ecs.container import Record

if TYPE_CHECKING:
    from ecs.task import Task


def watch(task: Task, definition: dict, record: Record) -> None:
    """In the background, until the container ends."""
    check = definition.get("healthCheck")
    if check and check["command"][:1] != ["NONE"]:
        threading.Thread(target=_run, args=(task, check, record), daemon=True).start()


def command_of(check: dict) -> list[str]:
    """CMD-SHELL, CMD, or the command alone, which the API also accepts."""
    kind, *rest = check["command"]
    if kind == "CMD-SHELL":
        return ["/bin/sh", "-c", " ".join(rest)]
    return rest if kind == "CMD" else [kind, *rest]


def judge(health: str, failures: int, is_good: bool, in_start_period: bool, retries: int) -> tuple[str, int]:
    """The new health and number of failures in a row. Failures in the start period do not count."""
    if is_good:
        return "HEALTHY", 0
    if in_start_period and health == "UNKNOWN":
        return health, 0
    return ("UNHEALTHY" if failures + 1 >= retries else health), failures + 1


def _run(task: Task, check: dict, record: Record) -> None:
    failures = 0
    interval, timeout, retries = check.get("interval") or 30, check.get("timeout") or 5, check.get("retries") or 3
    start_period = check.get("startPeriod") or 0
    while True:
        time.sleep(interval)
        if record.status != "RUNNING":
            return
        is_good = container.run_inside(task.id, record, command_of(check), timeout) == 0
        in_start_period = time.time() - (record.started_at or 0) < start_period
        health, failures = judge(record.health, failures, is_good, in_start_period, retries)
        if health != record.health and record.status == "RUNNING":
            record.health = health
            task.agent.changed(task)
