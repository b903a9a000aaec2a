"""AWS managed policies, each loaded on first use: moto takes long to load all of them. A policy needs no version."""

import json
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend
from moto.iam.policy_validation import BaseIAMPolicyValidator

METHODS = ("attach_role_policy", "attach_user_policy", "attach_group_policy", "get_policy", "get_policy_version")
PREFIX = "arn:aws:iam::aws:policy/"


@cache
def published() -> dict[str, Any]:
    return json.loads(aws_managed_policies_data)


def install() -> None:
    # The default is 2008-10-17. An unknown version has been refused before.
    BaseIAMPolicyValidator._validate_version = lambda _: None
    for method in METHODS:
        setattr(IAMBackend, method, knowing(getattr(IAMBackend, method)))


def knowing(moto_method: Any) -> Any:
    def call(backend: Any, policy_arn: str, *args: Any, **kwargs: Any) -> Any:
        name = policy_arn.split("/")[-1]
        if policy_arn.startswith(PREFIX) and policy_arn not in backend.managed_policies and name in published():
            policy = AWSManagedPolicy.from_data(name, backend.account_id, backend.region_name, published()[name])
            backend.managed_policies[policy.arn] = policy
        return moto_method(backend, policy_arn, *args, **kwargs)

    return call
