"""One container: started with crun by its shim, watched by the files that the shim writes, stopped by signals."""

from __future__ import annotations

import json
import os
import secrets as random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from ecs import bundle, inside, memory
from ecs.images import Image

RUNTIME = "/run/ecs-tasks"
SHIM = "/usr/lib/sandbox/ecs-container"
CRUN = "/opt/sandbox/containers/bin/crun"
CRUN_ROOT = f"{RUNTIME}/crun"
START_SECONDS = 60


class CannotStart(Exception):
    """The message starts with the agent's name of the error."""


@dataclass
class Record:
    """What is kept of a container across a restart of the agent. Status: PENDING, RUNNING or STOPPED."""

    name: str
    id: str = field(default_factory=lambda: new_id())
    credentials_id: str = field(default_factory=lambda: random.token_hex(16))
    status: str = "PENDING"
    exit_code: int | None = None
    reason: str | None = None
    health: str = "UNKNOWN"
    digest: str | None = None
    # Whether it can have a network namespace, and its address there.
    connected: bool = False
    address: str | None = None
    bindings: list[dict] = field(default_factory=list)
    created_at: float | None = None
    started_at: float | None = None
    finished_at: float | None = None

    def saved(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """What a start needs besides the definition. `log`: of shim.json."""

    task_id: str
    definition: dict
    image: Image
    surroundings: bundle.Surroundings
    hosts: str
    log: dict
    memory_bytes: int | None
    task_memory_bytes: int | None
    proxy: tuple[str, str]


def new_id() -> str:
    return random.token_hex(32)


def folder_of(task_id: str, name: str) -> str:
    return f"{RUNTIME}/{task_id}/{name}"


def start(record: Record, plan: Plan, mounts: Callable[[str], list[tuple[str, str, bool]]]) -> None:
    """Returns when the container runs, or has already ended. `mounts` gets the path of the root file system."""
    folder = folder_of(plan.task_id, record.name)
    try:
        _prepare(folder, record, plan, mounts)
        unit = ["systemd-run", "--quiet", "--collect", f"--unit=docker-{record.id}", "--property=PartOf=docker.service"]
        unit += ["--property=KillMode=mixed", "--property=TimeoutStopSec=10", "--property=StandardOutput=append:/var/log/ecs/ecs-agent.log"]
        subprocess.run([*unit, SHIM, folder], check=True, capture_output=True)
    except bundle.InvalidContainer as error:
        raise CannotStart(f"CannotStartContainerError: Error response from daemon: {error}") from error
    except (OSError, subprocess.CalledProcessError) as error:
        detail = getattr(error, "stderr", b"") or str(error).encode()
        raise CannotStart(f"CannotStartContainerError: Error response from daemon: {detail.decode().strip()}") from error
    record.created_at = time.time()
    _wait_for_start(folder, record)


def ended(task_id: str, record: Record) -> dict | None:
    """{code, outOfMemory} of a container that has ended. One that a restart of the machine ended has code 255, as with
    Docker."""
    folder = folder_of(task_id, record.name)
    if not os.path.isdir(folder):
        return {"code": 255, "outOfMemory": False}
    return _json(f"{folder}/exit.json")


def send(task_id: str, record: Record, number: int) -> None:
    try:
        os.kill(_pid(task_id, record), number)
    except (OSError, ValueError):
        pass


def stop_signal(image: dict) -> int:
    name = str(image.get("StopSignal") or "SIGTERM")
    if name.isdigit():
        return int(name)
    return getattr(signal, name if name.startswith("SIG") else f"SIG{name}", signal.SIGTERM)


def run_inside(task_id: str, record: Record, command: list[str], seconds: float) -> int:
    """Exit status of a command in the container; 1 after the time limit, which also ends the command."""
    pid_file = f"{folder_of(task_id, record.name)}/exec.pid"
    arguments = [CRUN, "--cgroup-manager=disabled", f"--root={CRUN_ROOT}", "exec", f"--pid-file={pid_file}", record.id, *command]
    none = subprocess.DEVNULL
    try:
        os.unlink(pid_file)
    except FileNotFoundError:
        pass
    client = subprocess.Popen(arguments, stdin=none, stdout=none, stderr=none)
    try:
        return client.wait(seconds)
    except subprocess.TimeoutExpired:
        client.kill()
        client.wait()
        # The end of crun does not end the command.
        memory.kill_all(_text(pid_file))
        return 1


def remove(task_id: str, record: Record) -> None:
    folder = folder_of(task_id, record.name)
    subprocess.run([CRUN, f"--root={CRUN_ROOT}", "delete", "--force", record.id], check=False, capture_output=True)
    subprocess.run(["umount", "--lazy", f"{folder}/rootfs"], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: str, record: Record, plan: Plan, mounts: Callable[[str], list[tuple[str, str, bool]]]) -> None:
    for name in ("rootfs", "upper", "work"):
        os.makedirs(f"{folder}/{name}")
    # The image is on the machine's overlay, which can be the lower directory of another one, but not the upper.
    # Unlike with Docker, no control group closes device files of the image.
    options = f"nodev,lowerdir={plan.image.rootfs},upperdir={folder}/upper,workdir={folder}/work"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, f"{folder}/rootfs"], check=True, capture_output=True)
    own = {"hosts": plan.hosts, "hostname": f"{plan.surroundings.hostname}\n", "resolv.conf": ""}
    for name, content in own.items():
        _write(f"{folder}/{name}", content)
    etc = [(f"{folder}/{name}", f"/etc/{name}", False) for name in own]
    rootfs = f"{folder}/rootfs"
    surroundings = bundle.Surroundings(
        plan.surroundings.hostname, plan.surroundings.environment, etc + mounts(rootfs), plan.surroundings.network
    )
    user_text = plan.definition.get("user") or plan.image.config.get("User") or ""
    user = bundle.user_of(user_text, _text(inside.resolve(rootfs, "/etc/passwd")), _text(inside.resolve(rootfs, "/etc/group")))
    configuration = bundle.configuration(plan.definition, plan.image.config, user, surroundings)
    os.makedirs(inside.resolve(rootfs, configuration["process"]["cwd"]), exist_ok=True)
    _write(f"{folder}/config.json", json.dumps(configuration))
    limits = {"memoryBytes": plan.memory_bytes, "taskMemoryBytes": plan.task_memory_bytes}
    settings = {"id": record.id, "root": CRUN_ROOT, "log": plan.log, "proxy": plan.proxy} | limits
    _write(f"{folder}/shim.json", json.dumps(settings))


def _wait_for_start(folder: str, record: Record) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        is_started = os.path.exists(f"{folder}/pid")
        end = _json(f"{folder}/exit.json")
        if end is not None and not is_started:
            raise CannotStart(f"CannotStartContainerError: {_refusal(folder)}")
        if is_started:
            record.status, record.started_at = "RUNNING", time.time()
            return
        time.sleep(0.02)
    raise CannotStart("DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s")


def _refusal(folder: str) -> str:
    """crun's reason in the words of Docker and runc."""
    lines = _text(f"{folder}/crun.log").strip().splitlines() or ["crun failed"]
    problem = lines[-1]
    begin = "Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed"
    if "executable file" in problem:
        name = problem.split("`")[1] if "`" in problem else "?"
        detail = f"stat {name}: no such file or directory" if "/" in name else "executable file not found in $PATH"
        return f'{begin}: runc create failed: unable to start container process: exec: "{name}": {detail}: unknown'
    return f"{begin}: {problem}: unknown"


def _pid(task_id: str, record: Record) -> int:
    return int(_text(f"{folder_of(task_id, record.name)}/pid"))


def _json(path: str) -> dict | None:
    text = _text(path)
    return json.loads(text) if text else None


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _write(path: str, content: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(content)


