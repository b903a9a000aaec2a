"""One task: its containers are started, watched and stopped in a thread, which can continue after a restart."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import aws
from ecs import container, environment, health, images, launch, network, order, roles, secrets, volumes
from ecs.container import Record

LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Agent:
    """What all tasks of the agent share."""

    cluster: str
    region: str
    proxy: aws.Proxy
    proxy_settings: tuple[str, str]
    stop_seconds: float
    block_metadata: bool
    # Called with a task whose state is to be saved and reported.
    changed: Callable[[Task], None]
    # Called with a task whose state is only to be saved.
    save: Callable[[Task], None]
    # Gives a container its ports; (definition, network mode, record).
    assign_ports: Callable[[dict, str, Record], None]


class Task:
    def __init__(self, assigned: dict, agent: Agent, saved: dict | None = None) -> None:
        """`assigned`: as in Poll's response. `saved`: of `saved()`."""
        self.assigned = assigned
        self.agent = agent
        self.arn: str = assigned["taskArn"]
        self.id = self.arn.rsplit("/", 1)[-1]
        self.definition: dict = assigned["taskDefinition"]
        overrides = assigned.get("overrides") or {}
        self.definitions = [environment.overridden(one, overrides) for one in self.definition["containerDefinitions"]]
        records = (saved or {}).get("containers") or [{"name": one["name"]} for one in self.definitions]
        self.records = {record["name"]: Record(**record) for record in records}
        self.status: str = (saved or {}).get("status", "NONE")
        self.reason: str | None = (saved or {}).get("reason")
        self.times: dict[str, float] = (saved or {}).get("times", {})
        self._stop = threading.Event()
        self._is_started = False
        self.update(assigned)
        # A restored task has no credentials until Poll delivers them.
        self._has_credentials = saved is None

    def start(self) -> None:
        """Does nothing when it was started before."""
        if self._is_started:
            return
        self._is_started = True
        threading.Thread(target=self._run, name=self.id, daemon=True).start()

    def update(self, assigned: dict) -> None:
        """New credentials, or the order to stop."""
        self._has_credentials = True
        self.assigned = self.assigned | {key: assigned.get(key) for key in ("desiredStatus", "taskRole", "executionRole")}
        self.write_execution_role()
        if assigned.get("desiredStatus") == "STOPPED":
            self._stop.set()

    def saved(self) -> dict:
        """Without credentials, which Poll delivers again."""
        assigned = self.assigned | {"taskRole": None, "executionRole": None}
        containers = [record.saved() for record in self.records.values()]
        return {"assigned": assigned, "status": self.status, "reason": self.reason, "times": self.times, "containers": containers}

    def change(self) -> dict:
        """The request of SubmitTaskStateChange."""
        containers = [
            {
                "containerName": record.name,
                "runtimeId": record.id,
                "imageDigest": record.digest,
                "exitCode": record.exit_code,
                "networkBindings": record.bindings,
                "reason": record.reason,
                "status": record.status,
                "healthStatus": record.health if definition.get("healthCheck") else None,
            }
            for definition in self.definitions
            for record in [self.records[definition["name"]]]
        ]
        present = [{key: value for key, value in one.items() if value is not None} for one in containers]
        change = {"cluster": self.agent.cluster, "task": self.arn, "status": self.status, "reason": self.reason} | self.times
        return {key: value for key, value in change.items() if value is not None} | {"containers": present}

    @property
    def mode(self) -> str:
        return self.definition.get("networkMode") or "bridge"

    def memory_bytes(self) -> int | None:
        """The limit for the sum of its containers."""
        return environment.task_memory_bytes(self.definition, self.assigned.get("overrides") or {})

    def execution_role(self) -> dict[str, str] | None:
        return roles.as_metadata(self.assigned.get("executionRole"))

    def write_execution_role(self) -> None:
        """For the log driver, which runs without the agent."""
        credentials, folder = self.execution_role(), f"{container.RUNTIME}/{self.id}"
        if credentials is None or not os.path.isdir(folder):
            return
        with open(f"{folder}/execution-role.draft", "w", encoding="utf-8") as file:
            json.dump(credentials, file)
        os.rename(f"{folder}/execution-role.draft", f"{folder}/execution-role.json")

    def forget(self) -> None:
        """Deletes what is left of a stopped task."""
        volumes.delete(self.definition, self.id)

    def _run(self) -> None:
        if self.status == "STOPPED":
            return self.agent.changed(self)
        try:
            self._supervise()
        except Exception as error:  # noqa: BLE001 - the task ends with the reason instead of staying forever
            self.reason = str(error) or repr(error)
        self._stop_containers()
        self._clean_up()
        self.status = "STOPPED"
        self.agent.changed(self)

    def _supervise(self) -> None:
        """Returns when the task has to stop."""
        if self.status in ("NONE", "PENDING") and not self._stop.is_set():
            self._set_up()
        for definition in self.definitions:
            # Of a restored task.
            if self.records[definition["name"]].status == "RUNNING":
                health.watch(self, definition, self.records[definition["name"]])
        while not self._stop.is_set():
            changed = self._observe()
            if self._essential_ended():
                return
            changed = self._start_ready() or changed
            if self._essential_ended():
                return
            started = all(record.status != "PENDING" for record in self.records.values())
            if started and self.status != "RUNNING":
                self.status = "RUNNING"
                changed = True
            if changed:
                self.agent.changed(self)
            self._stop.wait(LOOK_SECONDS)

    def _set_up(self) -> None:
        self.status = "PENDING"
        os.makedirs(f"{container.RUNTIME}/{self.id}", mode=0o700, exist_ok=True)
        self.write_execution_role()
        self.agent.changed(self)
        interface = self.assigned.get("networkInterface")
        if self.mode == "awsvpc" and interface:
            network.add_awsvpc(launch.namespace_of_task(self), interface["address"], interface["gateway"], self.agent.block_metadata)

    def _observe(self) -> bool:
        changed = False
        for definition in self.definitions:
            record = self.records[definition["name"]]
            if record.status == "RUNNING" and (end := container.ended(self.id, record)) is not None:
                self._ended(record, end)
                changed = True
        return changed

    def _ended(self, record: Record, end: dict) -> None:
        record.status, record.exit_code, record.finished_at = "STOPPED", end["code"], time.time()
        if end["outOfMemory"]:
            record.reason = "OutOfMemoryError: Container killed due to memory usage"
        self._disconnect(record)

    def _essential_ended(self) -> bool:
        ended = [one for one in self.definitions if one.get("essential", True) and self.records[one["name"]].status == "STOPPED"]
        if not ended:
            return False
        record = self.records[ended[0]["name"]]
        self.reason = record.reason if record.exit_code is None else "Essential container in task exited"
        return True

    def _start_ready(self) -> bool:
        changed = False
        for definition in self.definitions:
            record = self.records[definition["name"]]
            if record.status != "PENDING" or not self._has_credentials or self._stop.is_set():
                continue
            known = {name: order.Known(one.status, one.exit_code, one.health) for name, one in self.records.items()}
            ready = order.readiness(definition, known)
            if ready == "wait":
                continue
            changed = True
            self._start(definition, record, None if ready == "start" else ready)
        return changed

    def _start(self, definition: dict, record: Record, refusal: str | None) -> None:
        try:
            if refusal is not None:
                raise container.CannotStart(refusal)
            if record.connected:
                # The agent ended in the middle of a start.
                self._disconnect(record)
                container.remove(self.id, record)
                record.id = container.new_id()
            launch.launch(self, definition, record)
        except volumes.CannotCreateVolume as error:
            self._failed(record, f"CannotCreateVolumeError: {error}")
        except (container.CannotStart, images.CannotPull, secrets.Unavailable) as error:
            self._failed(record, str(error))
        else:
            health.watch(self, definition, record)

    def _failed(self, record: Record, reason: str) -> None:
        record.status, record.reason, record.finished_at = "STOPPED", reason, time.time()
        self._disconnect(record)

    def _stop_containers(self) -> None:
        self.times["executionStoppedAt"] = time.time()
        for level in reversed(order.levels(self.definitions)):
            running = [self.records[name] for name in level if self.records[name].status == "RUNNING"]
            limits = {one["name"]: one.get("stopTimeout") for one in self.definitions}
            for record in running:
                container.send(self.id, record, launch.stop_signal_of(self, record))
            begun = time.monotonic()
            while waiting := [record for record in running if record.status == "RUNNING"]:
                for record in waiting:
                    limit = limits[record.name] or self.agent.stop_seconds
                    if time.monotonic() - begun > limit:
                        container.send(self.id, record, signal.SIGKILL)
                self._observe()
                time.sleep(LOOK_SECONDS / 2)
        for record in self.records.values():
            if record.status == "PENDING":
                record.status = "STOPPED"

    def _disconnect(self, record: Record) -> None:
        """New connections are refused as soon as the container has ended."""
        if record.connected and self.mode in ("bridge", "none"):
            network.remove(launch.namespace_of(record), record.address, record.bindings)
        record.connected, record.address = False, None

    def _clean_up(self) -> None:
        interface = self.assigned.get("networkInterface")
        if self.mode == "awsvpc" and interface:
            network.remove_awsvpc(launch.namespace_of_task(self), interface["address"])
        for record in self.records.values():
            container.remove(self.id, record)
        shutil.rmtree(f"{container.RUNTIME}/{self.id}", ignore_errors=True)
