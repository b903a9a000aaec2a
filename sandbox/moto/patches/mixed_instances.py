"""Type and purchase option of the next instance of a group with a mixed instances policy.

On-Demand Instances have the first type (`prioritized`); Spot Instances have each type in turn.
"""

from math import ceil
from typing import Any


def choice(group: Any) -> dict[str, Any]:
    """Arguments of run_instances; none for a group without a policy."""
    policy = group.mixed_instances_policy or {}
    overrides = (policy.get("LaunchTemplate") or {}).get("Overrides") or []
    types = [override["InstanceType"] for override in overrides if override.get("InstanceType")]
    if not policy:
        return {}
    present = [group.ec2_backend.get_instance_by_id(state.instance_id) for state in group.instance_states]
    spot = sum(1 for instance in present if instance and instance.lifecycle == "spot")
    wants_spot = len(present) - spot >= on_demand(policy, max(group.desired_capacity, len(present) + 1))
    chosen = {"instance_type": types[spot % len(types) if wants_spot else 0]} if types else {}
    return {**chosen, "lifecycle": "spot"} if wants_spot else chosen


def on_demand(policy: dict[str, Any], size: int) -> int:
    """Number of On-Demand Instances of a group of that size, rounded up as by Auto Scaling."""
    distribution = policy.get("InstancesDistribution") or {}
    base = min(size, int(distribution.get("OnDemandBaseCapacity") or 0))
    percent = distribution.get("OnDemandPercentageAboveBaseCapacity")
    return base + ceil((size - base) * (100 if percent is None else int(percent)) / 100)
