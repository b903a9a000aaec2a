"""What AWS refuses to delete in a VPC because something still uses it."""

from typing import Any

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend
from moto.elbv2.models import elbv2_backends


def install() -> None:
    moto_delete_subnet = EC2Backend.delete_subnet
    moto_delete_group = EC2Backend.delete_security_group

    def delete_subnet(backend: Any, subnet_id: str) -> Any:
        if is_used(backend, subnet_id):
            raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
        return moto_delete_subnet(backend, subnet_id)

    def delete_security_group(backend: Any, name: str | None = None, group_id: str | None = None) -> Any:
        balancers = elbv2_backends[backend.account_id][backend.region_name].load_balancers.values()
        if group_id and any(group_id in balancer.security_groups for balancer in balancers):
            raise DependencyViolationError(f"resource {group_id} has a dependent object")
        return moto_delete_group(backend, name, group_id)

    EC2Backend.delete_subnet = delete_subnet
    EC2Backend.delete_security_group = delete_security_group


def is_used(backend: Any, subnet_id: str) -> bool:
    balancers = elbv2_backends[backend.account_id][backend.region_name].load_balancers.values()
    return (
        any(one.subnet_id == subnet_id and one.state != "terminated" for one in backend.all_instances())
        or any(subnet.id == subnet_id for balancer in balancers for subnet in balancer.subnets)
        or any(one.subnet_id == subnet_id and one.state != "deleted" for one in backend.nat_gateways.values())
    )
