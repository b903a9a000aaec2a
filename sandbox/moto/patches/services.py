"""Services with tasks. Containers do not run, but tasks are placed on container instances, replaced on another one
while theirs is draining (the new task starts first), and delay a drain while no instance has enough resources."""

from typing import Any

from moto.core.utils import utcnow
from moto.ecs.models import ecs_backends


def settle(account_id: str) -> None:
    for backend in list(ecs_backends[account_id].values()):
        for service in list(backend.services.values()):
            if service.launch_type != "FARGATE" and service.task_definition:
                settle_service(backend, service)


def settle_service(backend: Any, service: Any) -> None:
    wanted = service.desired_count if service.status == "ACTIVE" else 0
    tasks = tasks_of(backend, service)
    staying = [task for task in tasks if is_active(backend, task)]
    leaving = [task for task in tasks if task not in staying]
    while len(staying) < wanted and (placed := place(backend, service)):
        staying.append(placed)
    for task in staying[wanted:]:
        stop(backend, task, f"Scaling activity initiated by (deployment {service.name})")
    if len(staying) >= wanted:
        for task in leaving:
            stop(backend, task, "Service scheduler: the container instance is draining")
    elif tasks or wanted:
        complain(service)
    service.running_count = len(tasks_of(backend, service))
    service.pending_count = max(0, wanted - service.running_count)


def tasks_of(backend: Any, service: Any) -> list[Any]:
    return [
        task
        for task in backend.tasks.get(service.cluster_name, {}).values()
        if task.group == f"service:{service.name}" and task.last_status != "STOPPED"
    ]


def is_active(backend: Any, task: Any) -> bool:
    registered = backend.container_instances.get(task.cluster_name, {})
    instance = registered.get((task.container_instance_arn or "").split("/")[-1])
    return instance is not None and instance.status == "ACTIVE"


def place(backend: Any, service: Any) -> Any:
    """None if no container instance has enough resources."""
    registered = backend.container_instances.get(service.cluster_name, {}).values()
    if not any(one.status == "ACTIVE" and one.agent_connected for one in registered):
        return None
    strategy = getattr(service, "capacity_provider_strategy", None)
    placed = backend.run_task(
        service.cluster_name,
        service.task_definition,
        1,
        None,
        f"ecs-svc/{service.name}",
        None,
        None if strategy else "EC2",
        service.network_configuration and {"awsvpcConfiguration": service.network_configuration["awsvpcConfiguration"]},
        f"service:{service.name}",
        capacity_provider_strategy=strategy,
    )
    return placed[0] if placed else None


def stop(backend: Any, task: Any, reason: str) -> None:
    backend.stop_task(task.cluster_name, task.task_arn, reason)


def complain(service: Any) -> None:
    why = "because no container instance met all of its requirements."
    message = f"(service {service.name}) was unable to place a task {why}"
    if not service.events or service.events[0]["message"] != message:
        event = {"id": f"{service.name}-{len(service.events)}", "createdAt": utcnow(), "message": message}
        service.events.insert(0, event)
