"""Scaling activities: what an Auto Scaling group did and why, as in DescribeScalingActivities."""

from typing import Any

from moto.autoscaling.models import Activity
from moto.core.responses import ActionResult
from moto.core.utils import utcnow

# AWS keeps activities for six weeks.
MOST = 500


def begin(group: Any, description: str, cause: str, status: str = "InProgress") -> Activity:
    activity = Activity(description, f"At {stamp()} {cause}", group, status_code=status)
    activity.end_time = None
    activity.progress = 50
    activity.details = "{}"
    group.activities = [activity, *getattr(group, "activities", [])][:MOST]
    return activity


def end(activity: Activity | None, status: str = "Successful", message: str | None = None) -> None:
    if activity is None or activity.end_time is not None:
        return
    activity.status_code, activity.end_time, activity.progress = status, utcnow(), 100
    if message:
        activity.status_message = message


def describe_scaling_activities(response: Any) -> Any:
    """Activities of one group or all groups, newest first."""
    name = response._get_param("AutoScalingGroupName")
    wanted = response._get_param("ActivityIds", [])
    groups = response.autoscaling_backend.autoscaling_groups
    found = [
        activity
        for group in groups.values()
        if name in (None, group.name)
        for activity in getattr(group, "activities", [])
        if not wanted or activity.activity_id in wanted
    ]
    found.sort(key=lambda activity: activity.start_time, reverse=True)
    start = int(response._get_param("NextToken") or 0)
    page = found[start : start + (response._get_int_param("MaxRecords") or 100)]
    following = start + len(page)
    return ActionResult({"Activities": page, "NextToken": str(following) if following < len(found) else None})


def stamp() -> str:
    return utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")
