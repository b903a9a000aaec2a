from typing import Any

from resources.request import Kind, Record, Request, same


def create_launch_template(request: Request) -> Record:
    name = request.name(request["LaunchTemplateName"])
    template = request.aws.call(
        "ec2",
        "CreateLaunchTemplate",
        LaunchTemplateName=name,
        LaunchTemplateData=request["LaunchTemplateData"],
        VersionDescription=request["VersionDescription"],
        TagSpecifications=specifications(request, "launch-template"),
    )["LaunchTemplate"]
    return Record(template["LaunchTemplateId"], template_attributes(template["LaunchTemplateId"], 1, 1))


def update_launch_template(request: Request) -> Record:
    """Each change of the content creates a version; the default stays the first one, as on AWS."""
    identifier = request.physical_id
    if request.differs("LaunchTemplateData", "VersionDescription"):
        version = request.aws.call(
            "ec2",
            "CreateLaunchTemplateVersion",
            LaunchTemplateId=identifier,
            LaunchTemplateData=request["LaunchTemplateData"],
            VersionDescription=request["VersionDescription"],
        )["LaunchTemplateVersion"]["VersionNumber"]
    else:
        described = request.aws.call("ec2", "DescribeLaunchTemplates", LaunchTemplateIds=[identifier])
        version = described["LaunchTemplates"][0]["LatestVersionNumber"]
    return Record(identifier, template_attributes(identifier, version, 1))


def template_attributes(identifier: str, latest: int, default: int) -> dict[str, Any]:
    return {
        "LaunchTemplateId": identifier,
        "LatestVersionNumber": str(latest),
        "DefaultVersionNumber": str(default),
    }


def remove_launch_template(request: Request) -> None:
    request.aws.call("ec2", "DeleteLaunchTemplate", LaunchTemplateId=request.physical_id)


def create_security_group(request: Request) -> Record:
    group = request.aws.call(
        "ec2",
        "CreateSecurityGroup",
        GroupName=request.name(request["GroupName"]),
        Description=request["GroupDescription"],
        VpcId=request["VpcId"],
        TagSpecifications=specifications(request, "security-group"),
    )["GroupId"]
    for rule in request["SecurityGroupIngress"] or []:
        authorize(request, "Ingress", group, rule)
    if request["SecurityGroupEgress"]:
        revoke_everything(request, group)
    for rule in request["SecurityGroupEgress"] or []:
        authorize(request, "Egress", group, rule)
    return Record(group, {"GroupId": group, "VpcId": request["VpcId"] or default_vpc(request)})


def update_security_group(request: Request) -> Record:
    group = request.physical_id
    for direction in ("Ingress", "Egress"):
        before = request.previous.get(f"SecurityGroup{direction}") or []
        after = request[f"SecurityGroup{direction}"] or []
        for rule in after:
            if rule not in before:
                authorize(request, direction, group, rule)
        for rule in before:
            if rule not in after:
                revoke(request, direction, group, rule)
    return Record(group, {"GroupId": group, "VpcId": request["VpcId"] or default_vpc(request)})


def remove_security_group(request: Request) -> None:
    request.aws.call("ec2", "DeleteSecurityGroup", GroupId=request.physical_id)


def rule_kind(direction: str) -> Kind:
    def create(request: Request) -> Record:
        rules = authorize(request, direction, request["GroupId"], request.without("GroupId"))
        return Record(rules[0]["SecurityGroupRuleId"], {"Id": rules[0]["SecurityGroupRuleId"]})

    def remove(request: Request) -> None:
        revoke(request, direction, request["GroupId"], request.without("GroupId"))

    return Kind(create, same, remove)


def authorize(request: Request, direction: str, group: str, rule: dict[str, Any]) -> list[dict[str, Any]]:
    answer = request.aws.call(
        "ec2", f"AuthorizeSecurityGroup{direction}", GroupId=group, IpPermissions=[permission(rule)]
    )
    return answer["SecurityGroupRules"]


def revoke(request: Request, direction: str, group: str, rule: dict[str, Any]) -> None:
    request.aws.call("ec2", f"RevokeSecurityGroup{direction}", GroupId=group, IpPermissions=[permission(rule)])


def revoke_everything(request: Request, group: str) -> None:
    """A new group allows all egress; removes this rule if the template has egress rules."""
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    request.aws.call("ec2", "RevokeSecurityGroupEgress", GroupId=group, IpPermissions=[everything])


def permission(rule: dict[str, Any]) -> dict[str, Any]:
    described = {"Description": rule.get("Description")}
    peer = rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId")
    prefix = rule.get("SourcePrefixListId") or rule.get("DestinationPrefixListId")
    return {
        "IpProtocol": rule["IpProtocol"],
        "FromPort": rule.get("FromPort"),
        "ToPort": rule.get("ToPort"),
        "IpRanges": [{"CidrIp": rule["CidrIp"], **described}] if rule.get("CidrIp") else None,
        "Ipv6Ranges": [{"CidrIpv6": rule["CidrIpv6"], **described}] if rule.get("CidrIpv6") else None,
        "UserIdGroupPairs": [{"GroupId": peer, **described}] if peer else None,
        "PrefixListIds": [{"PrefixListId": prefix, **described}] if prefix else None,
    }


def default_vpc(request: Request) -> str:
    own = [request.physical_id] if request.physical_id else None
    groups = request.aws.call("ec2", "DescribeSecurityGroups", GroupIds=own)
    return groups["SecurityGroups"][0]["VpcId"]


def specifications(request: Request, resource_type: str) -> list[dict[str, Any]]:
    own = [one for one in request["TagSpecifications"] or [] if one.get("ResourceType") == resource_type]
    tags = {**request.tag_map(), **{tag["Key"]: tag["Value"] for one in own for tag in one.get("Tags") or []}}
    return [{"ResourceType": resource_type, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}]


KINDS = {
    "AWS::EC2::LaunchTemplate": Kind(create_launch_template, update_launch_template, remove_launch_template),
    "AWS::EC2::SecurityGroup": Kind(create_security_group, update_security_group, remove_security_group),
    "AWS::EC2::SecurityGroupIngress": rule_kind("Ingress"),
    "AWS::EC2::SecurityGroupEgress": rule_kind("Egress"),
}
