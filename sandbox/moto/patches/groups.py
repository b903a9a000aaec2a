"""Calls on Auto Scaling groups: they set the target state; group_lifecycle.py brings the group there.

Moto changes groups at once, reports instances as in service, and has neither activities nor draining.
"""

from typing import Any

from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, FakeScalingPolicy, InstanceState
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import EmptyResult

from patches import activities, launches
from patches.group_lifecycle import LEAVING, begin_termination, terminate

# The launch sources of a group, with moto's names.
SOURCE = (
    "ec2_launch_template",
    "launch_template_version",
    "provided_launch_template_version",
    "launch_config",
    "launch_configuration_name",
)


def install() -> None:
    moto_init = FakeAutoScalingGroup.__init__
    moto_set_launch_configuration = FakeAutoScalingGroup._set_launch_configuration
    moto_update = FakeAutoScalingGroup.update
    moto_init_policy = FakeScalingPolicy.__init__

    def init(group: Any, *args: Any, **kwargs: Any) -> None:
        group.activities, group.is_complete = [], False
        moto_init(group, *args, **kwargs)
        group.is_complete = True

    def init_policy(policy: Any, *args: Any, **kwargs: Any) -> None:
        """A policy of another type has no predictive configuration, not an empty one."""
        moto_init_policy(policy, *args, **kwargs)
        policy.predictive_scaling_configuration = policy.predictive_scaling_configuration or None

    def set_desired_capacity(group: Any, wanted: int | None) -> None:
        wanted = group.min_size if wanted is None else int(wanted)
        check_size(group, wanted)
        previous, group.desired_capacity = getattr(group, "desired_capacity", 0) or 0, wanted
        if wanted != previous:
            group.cause = (
                "a user request explicitly set group desired capacity changing the desired capacity "
                f"from {previous} to {wanted}"
            )

    def update(group: Any, *args: Any, **kwargs: Any) -> None:
        """Keeps omitted values, and the capacity within the new limits."""
        present = group.desired_capacity
        policy = group.mixed_instances_policy
        has_source = any(kwargs.get(key) for key in ("launch_template", "launch_config_name", "mixed_instances_policy"))
        if kwargs.get("desired_capacity") is None:
            low = group.min_size if kwargs.get("min_size") is None else kwargs["min_size"]
            high = group.max_size if kwargs.get("max_size") is None else kwargs["max_size"]
            kwargs["desired_capacity"] = max(low, min(high, present))
        moto_update(group, *args, **kwargs)
        if not has_source:
            group.mixed_instances_policy = policy

    def set_launch_configuration(
        group: Any, name: str, template: dict[str, Any], mixed_instances_policy: dict[str, Any] | None
    ) -> None:
        if name and name not in group.autoscaling_backend.launch_configurations:
            raise ValidationError(f"Launch configuration name not found - Launch configuration {name} not found")
        present = {key: getattr(group, key, None) for key in SOURCE}
        moto_set_launch_configuration(group, name, template, mixed_instances_policy)
        if name:
            group.ec2_launch_template = None
        if not (name or template or mixed_instances_policy):
            return
        missing = launches.missing_part(group)
        if missing is not None:
            group.__dict__.update(present)
            raise ValidationError(f"You must use a valid fully-formed launch template. {missing}")

    FakeAutoScalingGroup.__init__ = init
    FakeScalingPolicy.__init__ = init_policy
    FakeAutoScalingGroup.set_desired_capacity = set_desired_capacity
    FakeAutoScalingGroup.update = update
    FakeAutoScalingGroup._set_launch_configuration = set_launch_configuration
    InstanceState.launch_template = property(launch_template_of)
    InstanceState.launch_configuration_name = property(launch_configuration_of)
    AutoScalingBackend.terminate_instance = terminate_instance
    AutoScalingBackend.notify_terminate_instances = lambda backend, instance_ids: None
    AutoScalingBackend.delete_auto_scaling_group = delete_group
    AutoScalingResponse.delete_auto_scaling_group = delete_group_request
    AutoScalingResponse.describe_scaling_activities = activities.describe_scaling_activities


def terminate_instance(backend: Any, instance_id: str, should_decrement: bool) -> Any:
    for group in backend.autoscaling_groups.values():
        for member in group.instance_states:
            if member.instance_id == instance_id:
                if should_decrement:
                    shrink(group)
                cause = f"instance {instance_id} was taken out of service in response to a user request."
                if member.lifecycle_state not in LEAVING:
                    begin_termination(group, member, cause)
                return member.activity
    raise ValidationError(f"Instance Id not found - No managed instance found for instance ID: {instance_id}")


def shrink(group: Any) -> None:
    if group.desired_capacity <= group.min_size:
        raise ValidationError(
            f"Currently, desiredSize equals minSize ({group.min_size}). Terminating instance without replacement will "
            "violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower "
            "group's min size."
        )
    group.desired_capacity -= 1


def delete_group_request(response: Any) -> Any:
    force = response._get_bool_param("ForceDelete", False)
    response.autoscaling_backend.delete_auto_scaling_group(response._get_param("AutoScalingGroupName"), force)
    return EmptyResult()


def delete_group(backend: Any, name: str, force: bool = False) -> None:
    """Deletes a group with instances only if forced, after its instances are terminated."""
    group = backend.autoscaling_groups.get(name)
    if group is None:
        raise ValidationError("AutoScalingGroup name not found - null")
    if group.instance_states and not force:
        raise ResourceInUse()
    group.min_size = group.desired_capacity = 0
    group.is_deleted = True
    for member in group.instance_states:
        if member.lifecycle_state in ("Terminating:Wait", "Pending", "InService"):
            member.lifecycle_state = "Terminating"
            terminate(group, member)


class ResourceInUse(AutoscalingClientError):
    code = "ResourceInUse"
    message = (
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) "
        "still in the group."
    )


def check_size(group: Any, wanted: int) -> None:
    if not getattr(group, "is_complete", False) and wanted == 0:
        return
    side = "below min" if wanted < group.min_size else "above max" if wanted > group.max_size else None
    if side is not None:
        limit = group.min_size if side == "below min" else group.max_size
        message = f"New SetDesiredCapacity value {wanted} is {side} value {limit} for the AutoScalingGroup."
        raise ValidationError(message)


def launch_template_of(member: Any) -> dict[str, str] | None:
    source = member.instance.launch_source
    if not source.startswith("lt-"):
        return None
    identifier, version = source.rsplit(":", 1)
    template = member.auto_scaling_group.ec2_backend.get_launch_template(identifier)
    return {"LaunchTemplateId": identifier, "LaunchTemplateName": template.name, "Version": version}


def launch_configuration_of(member: Any) -> str | None:
    source = member.instance.launch_source
    return None if source.startswith("lt-") else source
