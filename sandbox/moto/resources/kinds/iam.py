from typing import Any

from resources.request import Kind, Record, Request, document


def create_role(request: Request) -> Record:
    name = request.name(request["RoleName"], 64)
    role = request.aws.call(
        "iam",
        "CreateRole",
        RoleName=name,
        AssumeRolePolicyDocument=document(request["AssumeRolePolicyDocument"]),
        Tags=request.tags(),
        **request.only("Path", "Description", "MaxSessionDuration", "PermissionsBoundary"),
    )["Role"]
    put_policies(request, name)
    return Record(name, {"Arn": role["Arn"], "RoleId": role["RoleId"]})


def update_role(request: Request) -> Record:
    name = request.physical_id
    if request.differs("AssumeRolePolicyDocument"):
        text = document(request["AssumeRolePolicyDocument"])
        request.aws.call("iam", "UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=text)
    if request.differs("Description", "MaxSessionDuration"):
        request.aws.call("iam", "UpdateRole", RoleName=name, **request.only("Description", "MaxSessionDuration"))
    put_policies(request, name)
    take_policies(request, name, keep=request)
    role = request.aws.call("iam", "GetRole", RoleName=name)["Role"]
    return Record(name, {"Arn": role["Arn"], "RoleId": role["RoleId"]})


def remove_role(request: Request) -> None:
    take_policies(request, request.physical_id, keep=None, present=request.properties)
    request.aws.call("iam", "DeleteRole", RoleName=request.physical_id)


def put_policies(request: Request, role: str) -> None:
    for arn in request["ManagedPolicyArns"] or []:
        if arn not in (request.previous.get("ManagedPolicyArns") or []):
            request.aws.call("iam", "AttachRolePolicy", RoleName=role, PolicyArn=arn)
    for policy in request["Policies"] or []:
        text = document(policy["PolicyDocument"])
        request.aws.call("iam", "PutRolePolicy", RoleName=role, PolicyName=policy["PolicyName"], PolicyDocument=text)


def take_policies(request: Request, role: str, keep: Any, present: Any = None) -> None:
    before = present or request.previous
    kept_arns = (keep and keep["ManagedPolicyArns"]) or []
    kept_names = [policy["PolicyName"] for policy in (keep and keep["Policies"]) or []]
    for arn in before.get("ManagedPolicyArns") or []:
        if arn not in kept_arns:
            request.aws.call("iam", "DetachRolePolicy", RoleName=role, PolicyArn=arn)
    for policy in before.get("Policies") or []:
        if policy["PolicyName"] not in kept_names:
            request.aws.call("iam", "DeleteRolePolicy", RoleName=role, PolicyName=policy["PolicyName"])


def create_profile(request: Request) -> Record:
    name = request.name(request["InstanceProfileName"])
    profile = request.aws.call("iam", "CreateInstanceProfile", InstanceProfileName=name, **request.only("Path"))
    for role in request["Roles"]:
        request.aws.call("iam", "AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=role)
    return Record(name, {"Arn": profile["InstanceProfile"]["Arn"]})


def update_profile(request: Request) -> Record:
    name = request.physical_id
    change_roles(request, name, request.previous.get("Roles") or [], request["Roles"])
    profile = request.aws.call("iam", "GetInstanceProfile", InstanceProfileName=name)["InstanceProfile"]
    return Record(name, {"Arn": profile["Arn"]})


def remove_profile(request: Request) -> None:
    change_roles(request, request.physical_id, request["Roles"] or [], [])
    request.aws.call("iam", "DeleteInstanceProfile", InstanceProfileName=request.physical_id)


def change_roles(request: Request, profile: str, before: list[str], after: list[str]) -> None:
    for role in before:
        if role not in after:
            request.aws.call("iam", "RemoveRoleFromInstanceProfile", InstanceProfileName=profile, RoleName=role)
    for role in after:
        if role not in before:
            request.aws.call("iam", "AddRoleToInstanceProfile", InstanceProfileName=profile, RoleName=role)


def create_managed_policy(request: Request) -> Record:
    policy = request.aws.call(
        "iam",
        "CreatePolicy",
        PolicyName=request.name(request["ManagedPolicyName"]),
        PolicyDocument=document(request["PolicyDocument"]),
        **request.only("Path", "Description"),
    )["Policy"]
    for role in request["Roles"] or []:
        request.aws.call("iam", "AttachRolePolicy", RoleName=role, PolicyArn=policy["Arn"])
    return Record(policy["Arn"], {"PolicyArn": policy["Arn"]})


def update_managed_policy(request: Request) -> Record:
    arn = request.physical_id
    if request.differs("PolicyDocument"):
        text = document(request["PolicyDocument"])
        old = request.aws.call("iam", "GetPolicy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
        request.aws.call("iam", "CreatePolicyVersion", PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
        request.aws.call("iam", "DeletePolicyVersion", PolicyArn=arn, VersionId=old)
    attach(request, arn, request.previous.get("Roles") or [], request["Roles"] or [])
    return Record(arn, {"PolicyArn": arn})


def remove_managed_policy(request: Request) -> None:
    attach(request, request.physical_id, request["Roles"] or [], [])
    request.aws.call("iam", "DeletePolicy", PolicyArn=request.physical_id)


def attach(request: Request, arn: str, before: list[str], after: list[str]) -> None:
    for role in after:
        if role not in before:
            request.aws.call("iam", "AttachRolePolicy", RoleName=role, PolicyArn=arn)
    for role in before:
        if role not in after:
            request.aws.call("iam", "DetachRolePolicy", RoleName=role, PolicyArn=arn)


def put_inline_policy(request: Request) -> Record:
    name, text = request["PolicyName"], document(request["PolicyDocument"])
    for role in request["Roles"] or []:
        request.aws.call("iam", "PutRolePolicy", RoleName=role, PolicyName=name, PolicyDocument=text)
    for role in request.previous.get("Roles") or []:
        if role not in (request["Roles"] or []):
            request.aws.call("iam", "DeleteRolePolicy", RoleName=role, PolicyName=request.previous["PolicyName"])
    return Record(request.physical_id or request.name(None))


def remove_inline_policy(request: Request) -> None:
    for role in request["Roles"] or []:
        request.aws.call("iam", "DeleteRolePolicy", RoleName=role, PolicyName=request["PolicyName"])


KINDS = {
    "AWS::IAM::Role": Kind(create_role, update_role, remove_role),
    "AWS::IAM::InstanceProfile": Kind(create_profile, update_profile, remove_profile),
    "AWS::IAM::ManagedPolicy": Kind(create_managed_policy, update_managed_policy, remove_managed_policy),
    "AWS::IAM::Policy": Kind(put_inline_policy, put_inline_policy, remove_inline_policy),
}
