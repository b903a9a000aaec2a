"""All tasks of the machine: what ECS orders by Poll, what is reported to it, and what is kept in files."""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections.abc import Callable

import aws
from ecs import endpoint, network, ports
from ecs.container import Record
from ecs.task import Agent, Task

FOLDER = "/var/lib/ecs/data/tasks"
POLL_SECONDS = 40
RETRY_SECONDS = (1, 2, 5, 10, 20)
# ECS will not accept the same report later either.
FINAL_REFUSALS = ("ClientException", "InvalidParameterException", "ClusterNotFoundException")

# (action, payload, seconds): a signed call of ECS.
Call = Callable[[str, dict, float], dict]


class Engine:
    def __init__(self, state: dict[str, str], region: str, proxy: aws.Proxy, call: Call, log: Callable[[str, str], None]) -> None:
        self._state, self._call, self._log = state, call, log
        self.tasks: dict[str, Task] = {}
        self._changes: queue.Queue[dict] = queue.Queue()
        self._lock = threading.Lock()
        self._is_prepared = False
        self._agent = Agent(
            cluster=state["Cluster"],
            region=region,
            proxy=proxy,
            proxy_settings=(proxy.address, ",".join(proxy.exceptions)),
            stop_seconds=seconds_of(os.environ.get("ECS_CONTAINER_STOP_TIMEOUT", "")) or 30,
            block_metadata=os.environ.get("ECS_AWSVPC_BLOCK_IMDS", "").lower() == "true",
            changed=self._changed,
            save=self._save,
            assign_ports=self._assign_ports,
        )

    def run(self) -> None:
        """Until the agent ends."""
        threading.Thread(target=self._report, daemon=True).start()
        self._restore()
        self._poll()

    def _restore(self) -> None:
        for name in sorted(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else []:
            if not name.endswith(".json"):
                continue
            with open(f"{FOLDER}/{name}", encoding="utf-8") as file:
                saved = json.load(file)
            self._add(saved["assigned"], saved)

    def _poll(self) -> None:
        revision: object = None
        failures = 0
        while True:
            request = {"cluster": self._state["Cluster"], "containerInstance": self._state["ContainerInstanceArn"]}
            try:
                answer = self._call("Poll", request | ({} if revision is None else {"revision": revision}), POLL_SECONDS)
                self._apply(answer["tasks"])
                revision, failures = answer["revision"], 0
            except (aws.AwsError, aws.NoCredentials, OSError, ValueError, KeyError) as error:
                if failures == 0:
                    self._log("error", f"Error connecting to ACS: {error!r}")
                time.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
                failures += 1

    def _apply(self, assigned: list[dict]) -> None:
        present = {one["taskArn"] for one in assigned}
        for one in assigned:
            known = self.tasks.get(one["taskArn"])
            if known is not None:
                known.update(one)
                known.start()
            elif one["desiredStatus"] == "RUNNING":
                self._log("info", f"Managed task [{one['taskArn']}]: Starting task manager")
                self._add(one, None)
            else:
                self._refuse(one)
        for task in [task for arn, task in self.tasks.items() if arn not in present]:
            self._drop(task)

    def _add(self, assigned: dict, saved: dict | None) -> None:
        if not self._is_prepared:
            network.prepare()
            endpoint.serve_tasks(self.tasks, self._state)
            self._is_prepared = True
        task = Task(assigned, self._agent, saved)
        self.tasks[task.arn] = task
        self._save(task)
        # What is to be started needs credentials, which only Poll delivers.
        if saved is None or task.status != "PENDING":
            task.start()

    def _refuse(self, assigned: dict) -> None:
        """Stopped before it ever came here."""
        self._changes.put({"cluster": self._state["Cluster"], "task": assigned["taskArn"], "status": "STOPPED", "containers": []})

    def _drop(self, task: Task) -> None:
        """ECS does not know the task any more."""
        if task.status != "STOPPED":
            return task.update(task.assigned | {"desiredStatus": "STOPPED"})
        del self.tasks[task.arn]
        os.remove(f"{FOLDER}/{task.id}.json")
        task.forget()

    def _changed(self, task: Task) -> None:
        self._save(task)
        known = {name: (one.status, one.exit_code, one.reason) for name, one in task.records.items()}
        self._log("info", f"Managed task [{task.arn}]: {task.status} {known}")
        self._changes.put(task.change())

    def _save(self, task: Task) -> None:
        os.makedirs(FOLDER, mode=0o700, exist_ok=True)
        with self._lock:
            draft = f"{FOLDER}/{task.id}.draft"
            with open(draft, "w", encoding="utf-8") as file:
                json.dump(task.saved(), file)
            os.rename(draft, f"{FOLDER}/{task.id}.json")

    def _assign_ports(self, definition: dict, mode: str, record: Record) -> None:
        with self._lock:
            bridged = [task for task in list(self.tasks.values()) if task.mode == "bridge"]
            others = [one for task in bridged for one in task.records.values() if one is not record and one.status != "STOPPED"]
            used = {(binding["hostPort"], binding["protocol"]) for one in others for binding in one.bindings}
            record.bindings = ports.assign(definition.get("portMappings") or [], mode, used, network.is_free)

    def _report(self) -> None:
        """One after the other, so that ECS sees the states of a task in their order."""
        while True:
            change = self._changes.get()
            for delay in (*RETRY_SECONDS, *[RETRY_SECONDS[-1]] * 1000):
                try:
                    self._call("SubmitTaskStateChange", change, 10)
                    break
                except (aws.AwsError, aws.NoCredentials, OSError, ValueError) as error:
                    self._log("error", f"Could not submit task state change: {error}")
                    if isinstance(error, aws.AwsError) and error.code in FINAL_REFUSALS:
                        break
                    time.sleep(delay)


def seconds_of(text: str) -> float | None:
    """A duration of Go with one unit, e.g. `30s` or `2m`."""
    units = {"s": 1.0, "m": 60.0, "h": 3600.0}
    number, unit = text[:-1], text[-1:]
    return float(number) * units[unit] if unit in units and number.isdigit() else None


