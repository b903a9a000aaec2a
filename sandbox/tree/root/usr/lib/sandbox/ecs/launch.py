"""From a container definition to a running container: image, secrets, volumes, network, log, start."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import aws
from ecs import bundle, container, environment, images, logs, network, ports, secrets, volumes
from ecs.container import Record

if TYPE_CHECKING:
    from ecs.task import Task


def launch(task: Task, definition: dict, record: Record) -> None:
    """Raises CannotStart, CannotPull, Unavailable or CannotCreateVolume."""
    refused = environment.unsupported(definition)
    if refused is not None:
        raise container.CannotStart(f"CannotCreateContainerError: the sandbox does not support {refused}")
    values = _values(task, definition)
    folders = volumes.create(task.definition, task.id)
    image = _pull(task, definition, record)
    surroundings, hosts = _connect(task, definition, record, values)
    log = _open_log(task, definition, record)
    plan = container.Plan(
        task_id=task.id,
        definition=definition,
        image=image,
        surroundings=surroundings,
        hosts=hosts,
        log=log,
        memory_bytes=environment.memory_bytes(definition),
        task_memory_bytes=task.memory_bytes(),
        proxy=task.agent.proxy_settings,
    )
    container.start(record, plan, lambda rootfs: volumes.mounts(task.definitions, definition, folders, rootfs))


def namespace_of(record: Record) -> str:
    return f"ecs-{record.id[:11]}"


def namespace_of_task(task: Task) -> str:
    return f"ecs-{task.id[:11]}"


def stop_signal_of(task: Task, record: Record) -> int:
    image = images.stored(record.digest) if record.digest else None
    return container.stop_signal(image.config if image else {})


def _values(task: Task, definition: dict) -> dict[str, str]:
    """Later ones replace earlier ones: files, variables, secrets."""
    region, proxy, role = task.agent.region, task.agent.proxy, task.execution_role()
    secrets.check_role(definition, role)

    def call(service: str, target: str, payload: dict, where: str) -> dict:
        return aws.call_json(service, target, payload, where, proxy, role)

    def read(bucket: str, key: str, where: str) -> tuple[int, bytes]:
        return aws.signed("GET", f"/{bucket}/{key}", "s3", where, {}, b"", proxy, role, 10)

    if role is None:
        return environment.pairs(definition.get("environment"))
    files = secrets.read_files(definition.get("environmentFiles") or [], region, read)
    own = environment.pairs(definition.get("environment"))
    return files | own | secrets.resolve(definition.get("secrets") or [], region, call)


def _pull(task: Task, definition: dict, record: Record) -> images.Image:
    task.times.setdefault("pullStartedAt", time.time())
    try:
        image = images.pull(definition["image"], task.execution_role(), task.agent.proxy)
    finally:
        task.times["pullStoppedAt"] = time.time()
    record.digest = image.digest
    return image


def _connect(task: Task, definition: dict, record: Record, values: dict[str, str]) -> tuple[bundle.Surroundings, str]:
    hostname = definition.get("hostname") or (record.id[:12] if task.mode != "host" else _machine_name())
    added = environment.variables(record, task.assigned.get("taskRole") is not None)
    path, address = _network(task, definition, record)
    surroundings = bundle.Surroundings(hostname, added | values, network=path)
    with open("/etc/hosts", encoding="utf-8") as file:
        machine_hosts = file.read()
    return surroundings, environment.hosts(definition, address, hostname, machine_hosts)


def _network(task: Task, definition: dict, record: Record) -> tuple[str | None, str | None]:
    """Path of the namespace, and the address in it."""
    try:
        task.agent.assign_ports(definition, task.mode, record)
    except ports.PortTaken as error:
        name = f"ecs-{task.definition['family']}-{task.definition['revision']}-{definition['name']}-{record.id[:20]}"
        message = f"driver failed programming external connectivity on endpoint {name} ({record.id})"
        raise container.CannotStart(f"CannotStartContainerError: Error response from daemon: {message}: {error}") from error
    # For the undoing, if the agent ends before the container runs.
    record.connected = True
    task.agent.save(task)
    if task.mode == "host":
        return None, None
    if task.mode == "awsvpc":
        interface = task.assigned.get("networkInterface") or {}
        return network.path_of(namespace_of_task(task)), interface.get("address")
    if task.mode == "none":
        network.add_isolated(namespace_of(record))
        return network.path_of(namespace_of(record)), None
    record.address = network.add_bridged(namespace_of(record), record.bindings)
    return network.path_of(namespace_of(record)), record.address


def _machine_name() -> str:
    with open("/proc/sys/kernel/hostname", encoding="utf-8") as file:
        return file.read().strip()


def _open_log(task: Task, definition: dict, record: Record) -> dict:
    """Creates the stream, as Docker does when it creates the container."""
    settings = environment.log_settings(definition, record, task.id, task.agent.region, f"{container.RUNTIME}/{task.id}")
    if settings["driver"] != "awslogs":
        return settings
    options = definition["logConfiguration"].get("options") or {}

    def call(action: str, payload: dict) -> dict:
        return aws.call_json("logs", f"Logs_20140328.{action}", payload, settings["region"], task.agent.proxy, task.execution_role())

    begin = (
        "CannotStartContainerError: Error response from daemon: failed to create task for container: "
        "failed to initialize logging driver: failed to create Cloudwatch log stream"
    )
    if not settings["group"]:
        raise container.CannotStart(f"{begin}: must specify a value for log opt 'awslogs-group'")
    try:
        logs.create_stream(options, settings["stream"], call)
    except aws.AwsError as error:
        raise container.CannotStart(f"{begin}: operation error CloudWatch Logs: CreateLogStream, {error}") from error
    except (aws.NoCredentials, OSError) as error:
        raise container.CannotStart(f"{begin}: {error}") from error
    return settings


