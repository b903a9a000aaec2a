"""Load balancers, listeners, rules and target groups."""

from clients import TAGS, ec2, elb


def load_balancers() -> None:
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    zones = [subnet["SubnetId"] for subnet in subnets[:2]]
    group = ec2.create_security_group(GroupName="balancer", Description="of the contract", VpcId=vpc)["GroupId"]
    balancer = elb.create_load_balancer(
        Name="contract", Subnets=zones, SecurityGroups=[group], Scheme="internal", Tags=TAGS
    )["LoadBalancers"][0]["LoadBalancerArn"]
    elb.describe_load_balancers(Names=["contract"])
    elb.describe_load_balancers(PageSize=1)
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=balancer, Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "30"}]
    )
    elb.describe_load_balancer_attributes(LoadBalancerArn=balancer)
    elb.set_security_groups(LoadBalancerArn=balancer, SecurityGroups=[group])
    elb.set_subnets(LoadBalancerArn=balancer, Subnets=zones)
    targets = target_group(vpc)
    listeners(balancer, targets)
    elb.add_tags(ResourceArns=[balancer, targets], Tags=TAGS)
    elb.describe_tags(ResourceArns=[balancer, targets])
    elb.remove_tags(ResourceArns=[balancer], TagKeys=["team"])
    elb.delete_load_balancer(LoadBalancerArn=balancer)
    elb.delete_target_group(TargetGroupArn=targets)
    ec2.delete_security_group(GroupId=group)


def target_group(vpc: str) -> str:
    group = elb.create_target_group(
        Name="contract",
        Protocol="HTTP",
        Port=80,
        VpcId=vpc,
        TargetType="ip",
        HealthCheckPath="/health",
        Matcher={"HttpCode": "200-299"},
        Tags=TAGS,
    )["TargetGroups"][0]["TargetGroupArn"]
    elb.modify_target_group(TargetGroupArn=group, HealthCheckIntervalSeconds=10, HealthCheckTimeoutSeconds=5)
    elb.modify_target_group_attributes(
        TargetGroupArn=group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "10"}]
    )
    elb.describe_target_group_attributes(TargetGroupArn=group)
    elb.describe_target_groups(TargetGroupArns=[group])
    elb.describe_target_health(TargetGroupArn=group)
    return group


def listeners(balancer: str, targets: str) -> None:
    forward = {"Type": "forward", "TargetGroupArn": targets}
    listener = elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[forward])[
        "Listeners"
    ][0]["ListenerArn"]
    elb.describe_listeners(LoadBalancerArn=balancer)
    response = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain"}}
    elb.modify_listener(ListenerArn=listener, DefaultActions=[response])
    rule = elb.create_rule(
        ListenerArn=listener,
        Priority=10,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}}],
        Actions=[forward],
    )["Rules"][0]["RuleArn"]
    elb.describe_rules(ListenerArn=listener)
    elb.modify_rule(
        RuleArn=rule,
        Conditions=[{"Field": "host-header", "HostHeaderConfig": {"Values": ["*.example.com"]}}],
    )
    elb.set_rule_priorities(RulePriorities=[{"RuleArn": rule, "Priority": 20}])
    elb.delete_rule(RuleArn=rule)
    elb.delete_listener(ListenerArn=listener)
