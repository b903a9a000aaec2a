"""Brings a group to its target state: launches, replaces, drains, and terminates instances."""

from typing import Any

from moto.autoscaling.models import InstanceState, autoscaling_backends
from moto.core.exceptions import ServiceException
from moto.core.utils import utcnow

from patches import activities, draining, launches, scheduled

LEAVING = ("Terminating", "Terminating:Wait", "Terminating:Proceed")
# Delay after a failed launch.
SECONDS_BETWEEN_ATTEMPTS = 5
LOST = (
    "an instance was taken out of service in response to an EC2 health check indicating it has been terminated or "
    "stopped."
)

PROTECTED = "Could not scale to desired capacity because all remaining instances are protected from scale-in."


def settle(account_id: str) -> None:
    """Call this after any change of groups, instances, or tasks."""
    for backend in list(autoscaling_backends[account_id].values()):
        scheduled.execute_due(backend)
        for group in list(backend.autoscaling_groups.values()):
            settle_group(backend, group)
    draining.follow_instances(account_id)


def settle_group(backend: Any, group: Any) -> None:
    for member in list(group.instance_states):
        follow_instance(group, member)
    staying = [member for member in group.instance_states if member.lifecycle_state not in LEAVING]
    if len(staying) < group.desired_capacity and is_on(group, "Launch"):
        launch_missing(group, group.desired_capacity - len(staying))
    if is_on(group, "Terminate"):
        scale_in(group, staying, max(0, len(staying) - group.desired_capacity))
    if getattr(group, "is_deleted", False) and not group.instance_states:
        backend.autoscaling_groups.pop(group.name, None)


def scale_in(group: Any, staying: list[Any], count: int) -> None:
    leaving = first_to_go(group, staying)[:count]
    for member in leaving:
        chosen = f"instance {member.instance_id} was selected for termination."
        begin_termination(group, member, f"{group.cause}. At {activities.stamp()} {chosen}")
    # The activity that cannot reach this capacity is recorded once.
    unreachable = group.desired_capacity if len(leaving) < count else None
    if unreachable is not None and unreachable != getattr(group, "unreachable", None):
        description = f"Could not scale to desired capacity {unreachable}"
        activity = activities.begin(group, description, f"{group.cause}.  At {activities.stamp()} group reached equilibrium.")
        activities.end(activity, "Cancelled", PROTECTED)
    group.unreachable = unreachable


def follow_instance(group: Any, member: Any) -> None:
    state = member.instance.state
    if member.lifecycle_state == "Pending" and state == "running":
        member.lifecycle_state = "InService"
        activities.end(member.activity)
    if member.lifecycle_state == "Terminating:Wait" and draining.is_drained(group, member.instance):
        member.lifecycle_state = "Terminating:Proceed"
        terminate(group, member)
    if state in ("shutting-down", "terminated", "stopped") and member.lifecycle_state not in LEAVING:
        lose(group, member)
    if member.instance.state == "terminated":
        group.instance_states.remove(member)
        activities.end(member.activity)


def lose(group: Any, member: Any) -> None:
    """The instance ended, or was terminated by another call."""
    member.health_status = "Unhealthy"
    if member.lifecycle_state == "Pending":
        reason = member.instance.state_reason.message or member.instance._reason or "unknown"
        message = "Instance became unhealthy while waiting for instance to be in InService state."
        activities.end(member.activity, "Cancelled", f"{message} Termination Reason: {reason}")
        group.next_attempt = utcnow().timestamp() + SECONDS_BETWEEN_ATTEMPTS
    member.activity = activities.begin(group, f"Terminating EC2 instance: {member.instance_id}", LOST)
    member.lifecycle_state = "Terminating"
    group.cause = "an instance was lost"
    if member.instance.state == "stopped":
        terminate(group, member)


def launch_missing(group: Any, count: int) -> None:
    if utcnow().timestamp() < getattr(group, "next_attempt", 0):
        return
    for _ in range(count):
        size = len([member for member in group.instance_states if member.lifecycle_state not in LEAVING])
        cause = (
            f"{getattr(group, 'cause', 'the group was made')}.  At {activities.stamp()} an instance was started in "
            "response to a difference between desired and actual capacity, increasing the capacity "
            f"from {size} to {size + 1}."
        )
        try:
            instance = launches.launch(group)
        except ServiceException as error:
            activity = activities.begin(group, "Launching a new EC2 instance", cause)
            activities.end(activity, "Failed", f"{error.message} Launching EC2 instance failed.")
            group.next_attempt = utcnow().timestamp() + SECONDS_BETWEEN_ATTEMPTS
            return
        member = InstanceState(instance, "Pending", "Healthy", group.new_instances_protected_from_scale_in)
        member.activity = activities.begin(group, f"Launching a new EC2 instance: {instance.id}", cause)
        group.instance_states.append(member)


def first_to_go(group: Any, members: list[Any]) -> list[Any]:
    """Instances of an older launch template first, then the oldest; never protected ones."""
    source = launches.source_of(group)
    free = [member for member in members if not member.protected_from_scale_in]
    return sorted(free, key=lambda one: (one.instance.launch_source == source, one.instance.launch_time))


def begin_termination(group: Any, member: Any, cause: str) -> None:
    member.activity = activities.begin(group, f"Terminating EC2 instance: {member.instance_id}", cause)
    if draining.drains(group):
        member.lifecycle_state = "Terminating:Wait"
        draining.begin(group, member.instance)
        follow_instance(group, member)
    else:
        member.lifecycle_state = "Terminating"
        terminate(group, member)


def terminate(group: Any, member: Any) -> None:
    group.ec2_backend.terminate_instances([member.instance_id])


def is_on(group: Any, process: str) -> bool:
    return process not in [suspended["ProcessName"] for suspended in group.suspended_processes]


def describe(account_id: str) -> list[dict[str, Any]]:
    """For the supervisor."""
    return [
        {
            "region": backend.region_name,
            "name": group.name,
            "min": group.min_size,
            "max": group.max_size,
            "desired": group.desired_capacity,
            "hasScheduledAction": scheduled.is_pending(backend, group),
            "instances": [
                {
                    "instanceId": member.instance_id,
                    "lifecycleState": member.lifecycle_state,
                    "launchTemplate": member.instance.launch_source,
                }
                for member in group.instance_states
            ],
        }
        for backend in list(autoscaling_backends[account_id].values())
        for group in list(backend.autoscaling_groups.values())
    ]
