"""Scheduled actions of Auto Scaling groups. An action with a start time is executed once and then deleted, as on AWS; moto
executes none. Actions with a recurrence are only described.
"""

from datetime import datetime, timezone
from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import AutoScalingBackend
from moto.core.utils import utcnow


def install() -> None:
    moto_put, moto_delete = AutoScalingBackend.put_scheduled_update_group_action, AutoScalingBackend.delete_scheduled_action

    def put(backend: Any, name: str, **action: Any) -> Any:
        if name not in backend.autoscaling_groups:
            raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup {name} not found")
        start = action.get("start_time")
        if start and not action.get("recurrence") and moment(start) <= now():
            raise ValidationError("Given start time is in the past")
        return moto_put(backend, name=name, **action)

    def delete(backend: Any, auto_scaling_group_name: str, scheduled_action_name: str) -> None:
        if not backend.describe_scheduled_actions(auto_scaling_group_name, [scheduled_action_name]):
            raise ValidationError(f"Scheduled action name not found - {scheduled_action_name}")
        moto_delete(backend, auto_scaling_group_name, scheduled_action_name)

    AutoScalingBackend.put_scheduled_update_group_action = put
    AutoScalingBackend.delete_scheduled_action = delete


def execute_due(backend: Any) -> None:
    for action in list(backend.scheduled_actions.values()):
        group = backend.autoscaling_groups.get(action.auto_scaling_group_name)
        if not is_single(action) or moment(action.start_time) > now():
            continue
        backend.scheduled_actions.pop(action.scheduled_action_name)
        if group is None or "ScheduledActions" in [one["ProcessName"] for one in group.suspended_processes]:
            continue
        group.min_size = group.min_size if action.min_size is None else action.min_size
        group.max_size = group.max_size if action.max_size is None else action.max_size
        wanted = group.desired_capacity if action.desired_capacity is None else action.desired_capacity
        group.set_desired_capacity(max(group.min_size, min(group.max_size, wanted)))
        group.cause = f"a scheduled action update of AutoScalingGroup constraints ({action.scheduled_action_name})"


def is_pending(backend: Any, group: Any) -> bool:
    return any(is_single(action) for action in backend.describe_scheduled_actions(group.name))


def is_single(action: Any) -> bool:
    return bool(action.start_time) and not action.recurrence


def moment(given: Any) -> datetime:
    time = given if isinstance(given, datetime) else datetime.fromisoformat(str(given).replace("Z", "+00:00"))
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def now() -> datetime:
    return utcnow().replace(tzinfo=timezone.utc)
