"""Elastic Load Balancing: what AWS refuses, names and addresses as on AWS, and targets that differ only by their port."""

import random
import re
from typing import Any

from moto.ec2.exceptions import InvalidSubnetIdError
from moto.elbv2.exceptions import ELBClientError, LoadBalancerNotFoundError, ValidationError
from moto.elbv2.models import ELBv2Backend, FakeAction, FakeLoadBalancer, elbv2_backends

from patches import target_groups

LONGEST_NAME = 32
# The hosted zone of a load balancer's DNS name; other regions keep moto's.
HOSTED_ZONES = {"us-east-1": "Z35SXDOTRQ7X7K", "us-west-2": "Z1H1FL5HABSF5", "eu-central-1": "Z215JYRZR1TBD5"}
ACTIONS = ("forward", "redirect", "fixed-response")
# First and last address of the machines' network that load balancers use.
FIRST, LAST = 3, 9
DEFAULT_ATTRIBUTES = {
    "access_logs.s3.enabled": "false",
    "client_keep_alive.seconds": "3600",
    "idle_timeout.timeout_seconds": "60",
    "load_balancing.cross_zone.enabled": "true",
    "routing.http.drop_invalid_header_fields.enabled": "false",
    "routing.http.preserve_host_header.enabled": "false",
    "routing.http.xff_header_processing.mode": "append",
    "routing.http2.enabled": "true",
}


def install(network: str) -> None:
    moto_create = ELBv2Backend.create_load_balancer
    moto_create_rule = ELBv2Backend.create_rule
    moto_create_listener = ELBv2Backend.create_listener
    moto_validate = ELBv2Backend._validate_actions
    moto_modify_listener = ELBv2Backend.modify_listener
    moto_set_subnets = ELBv2Backend.set_subnets
    prefix = network.split("/")[0].rsplit(".", 1)[0]
    target_groups.install()

    def create_load_balancer(
        backend: Any,
        name: str,
        security_groups: list[str],
        subnet_ids: list[str],
        subnet_mappings: list[dict[str, str]] | None = None,
        scheme: str | None = None,
        loadbalancer_type: str | None = None,
        ip_address_type: str = "ipv4",
        tags: Any = None,
    ) -> Any:
        check_name(name)
        if (loadbalancer_type or "application") != "application":
            raise ValidationError(f"the sandbox has no load balancers of type {loadbalancer_type}")
        scheme = scheme or "internet-facing"
        identifiers = [*subnet_ids, *(mapping["SubnetId"] for mapping in subnet_mappings or [])]
        subnets = checked_subnets(backend, identifiers)
        check_gateway(backend, subnets[0].vpc_id, scheme)
        groups = checked_groups(backend, security_groups, subnets[0].vpc_id)
        for balancer in backend.load_balancers.values():
            if balancer.name == name:
                same = (sorted(identifiers), scheme, sorted(groups)) == (
                    sorted(subnet.id for subnet in balancer.subnets), balancer.scheme, sorted(balancer.security_groups)
                )
                if same:
                    return balancer
                raise ELBClientError(
                    "DuplicateLoadBalancerName",
                    f"A load balancer with the same name '{name}' exists, but with different settings",
                )
        address = free_address(prefix, backend.account_id)
        balancer = moto_create(
            backend, name, groups, identifiers, None, scheme, loadbalancer_type, ip_address_type, tags
        )
        label = name if scheme == "internet-facing" else f"internal-{name}"
        balancer.dns_name = f"{label}-{random.randint(10**8, 2 * 10**9)}.{backend.region_name}.elb.amazonaws.com"
        balancer.canonical_hosted_zone_id = HOSTED_ZONES.get(backend.region_name, balancer.canonical_hosted_zone_id)
        balancer.attrs = {**balancer.attrs, **DEFAULT_ATTRIBUTES}
        balancer.address = address
        return balancer

    def delete_load_balancer(backend: Any, arn: str) -> None:
        """AWS does not refuse to delete a load balancer that does not exist."""
        balancer = backend.load_balancers.get(arn)
        if balancer is not None and str(balancer.attrs.get("deletion_protection.enabled")).lower() == "true":
            raise ELBClientError(
                "OperationNotPermitted",
                f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            )
        backend.load_balancers.pop(arn, None)

    def set_subnets(backend: Any, arn: str, subnets: list[str], mappings: list[dict[str, Any]]) -> Any:
        checked_subnets(backend, [*subnets, *(mapping["SubnetId"] for mapping in mappings)])
        return moto_set_subnets(backend, arn, subnets, mappings)

    def create_listener(backend: Any, load_balancer_arn: str, protocol: str, port: str, *more: Any, **named: Any) -> Any:
        balancer = backend.load_balancers.get(load_balancer_arn)
        if balancer is None:
            raise LoadBalancerNotFoundError()
        check_listener(balancer, port, protocol, named.get("certificate"))
        return moto_create_listener(backend, load_balancer_arn, protocol, port, *more, **named)

    def create_rule(backend: Any, listener_arn: str, conditions: Any, priority: Any, *more: Any, **named: Any) -> Any:
        for rule in backend.describe_rules(listener_arn, None):
            if str(rule.priority) == str(priority):
                raise ELBClientError("PriorityInUse", f"Priority '{priority}' is currently in use")
        return moto_create_rule(backend, listener_arn, conditions, priority, *more, **named)

    def modify_listener(backend: Any, arn: str, port: str | None = None, *more: Any, **named: Any) -> Any:
        listener = backend.describe_listeners(None, [arn])[0]
        balancer = backend.load_balancers[listener.load_balancer_arn]
        if port is not None and str(port) != str(listener.port):
            check_port(balancer, port)
        backend._validate_actions([FakeAction(action) for action in (more[3] if len(more) > 3 else [])])
        return moto_modify_listener(backend, arn, port, *more, **named)

    def validate_actions(backend: Any, actions: list[Any]) -> None:
        for action in actions:
            if action.type not in ACTIONS:
                raise ValidationError(f"the sandbox has no actions of type {action.type}")
        moto_validate(backend, actions)

    ELBv2Backend.modify_listener = modify_listener
    ELBv2Backend._validate_actions = validate_actions
    ELBv2Backend.create_load_balancer = create_load_balancer
    ELBv2Backend.delete_load_balancer = delete_load_balancer
    ELBv2Backend.set_subnets = set_subnets
    ELBv2Backend.create_listener = create_listener
    ELBv2Backend.create_rule = create_rule
    FakeLoadBalancer.address = ""


def check_name(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise ValidationError(f"The load balancer name '{name}' cannot be longer than '{LONGEST_NAME}' characters")
    if not re.fullmatch(r"[a-zA-Z0-9-]+", name):
        raise ValidationError(
            f"The load balancer name '{name}' can only contain characters that are alphanumeric characters and hyphens(-)"
        )
    if name.startswith("-") or name.endswith("-"):
        raise ValidationError(f"The load balancer name '{name}' cannot begin or end with a hyphen(-)")
    if name.startswith("internal-"):
        raise ValidationError(f"The load balancer name '{name}' cannot begin with 'internal-'")


def checked_subnets(backend: Any, identifiers: list[str]) -> list[Any]:
    """The subnets: of one VPC, in two or more zones, one in each."""
    subnets = []
    for identifier in identifiers:
        try:
            subnets.append(backend.ec2_backend.get_subnet(identifier))
        except InvalidSubnetIdError:
            raise ELBClientError("SubnetNotFound", f"The subnet ID '{identifier}' is not found") from None
    zones = [subnet.availability_zone for subnet in subnets]
    if len(set(zones)) < len(zones):
        raise ELBClientError(
            "InvalidConfigurationRequest",
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        )
    if len(zones) < 2:
        raise ValidationError("At least two subnets in two different Availability Zones must be specified")
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise ELBClientError("InvalidConfigurationRequest", "All subnets must belong to the same VPC")
    return subnets


def check_gateway(backend: Any, vpc_id: str, scheme: str) -> None:
    """moto's default VPC has no internet gateway, AWS's has one."""
    if scheme != "internet-facing" or backend.ec2_backend.get_vpc(vpc_id).is_default in (True, "true"):
        return
    gateways = backend.ec2_backend.internet_gateways.values()
    if not any(gateway.vpc and gateway.vpc.id == vpc_id for gateway in gateways):
        raise ELBClientError("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


def checked_groups(backend: Any, wanted: list[str], vpc_id: str) -> list[str]:
    if not wanted:
        return [backend.ec2_backend.get_default_security_group(vpc_id).id]
    for identifier in wanted:
        group = backend.ec2_backend.get_security_group_from_id(identifier)
        if group is None or group.vpc_id != vpc_id:
            raise ELBClientError("InvalidSecurityGroup", f"Security group '{identifier}' does not exist in VPC {vpc_id}")
    return wanted


def check_listener(balancer: Any, port: Any, protocol: str, certificate: str | None) -> None:
    check_port(balancer, port)
    if protocol == "HTTPS" and not certificate:
        raise ValidationError("A certificate must be specified for HTTPS listeners")


def check_port(balancer: Any, port: Any) -> None:
    if any(str(listener.port) == str(port) for listener in balancer.listeners.values()):
        raise ELBClientError("DuplicateListener", "A listener already exists on this port for this load balancer")


def free_address(prefix: str, account_id: str) -> str:
    used = {
        balancer.address
        for backend in elbv2_backends[account_id].values()
        for balancer in backend.load_balancers.values()
    }
    for last in range(FIRST, LAST + 1):
        if (address := f"{prefix}.{last}") not in used:
            return address
    raise ELBClientError(
        "TooManyLoadBalancers", f"the sandbox has addresses for {LAST - FIRST + 1} load balancers; delete one"
    )


def describe(account_id: str) -> list[dict[str, Any]]:
    """Load balancers with their listeners and rules, for the supervisor."""
    return [
        {
            "arn": balancer.arn,
            "name": balancer.name,
            "region": backend.region_name,
            "dnsName": balancer.dns_name,
            "address": balancer.address,
            "attributes": {key: str(value) for key, value in balancer.attrs.items()},
            "listeners": [describe_listener(backend, listener) for listener in balancer.listeners.values()],
        }
        for backend in list(elbv2_backends[account_id].values())
        for balancer in backend.load_balancers.values()
    ]


def describe_listener(backend: Any, listener: Any) -> dict[str, Any]:
    return {
        "arn": listener.arn,
        "port": int(listener.port),
        "protocol": listener.protocol,
        "certificates": [pem for arn in listener.certificates if (pem := pem_of(backend, arn))],
        "rules": [
            {
                "priority": rule.priority if rule.is_default else int(rule.priority),
                "conditions": rule.conditions,
                "actions": [action.data for action in rule.actions],
            }
            for rule in listener.rules.values()
        ],
    }


def pem_of(backend: Any, arn: str) -> str | None:
    """Certificate, chain, and private key of a certificate in ACM."""
    from moto.acm.models import acm_backends

    bundle = acm_backends[backend.account_id][backend.region_name]._certificates.get(arn)
    if bundle is None:
        return None
    parts = (bundle.cert, bundle.chain, bundle.key)
    return "".join(part.decode() if isinstance(part, bytes) else part for part in parts if part)
