"""Systems Manager: each key of the JSON value of an ECS-optimized AMI is also a parameter; no instance is managed."""

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.ssm.models import Parameter, ParameterDict
from moto.ssm.responses import SimpleSystemManagerResponse

PREFIX = "/aws/service/ecs/optimized-ami/"


def install() -> None:
    moto_load = ParameterDict._load_tree_parameters

    def load_tree_parameters(parameters: Any, path: str) -> None:
        moto_load(parameters, path)
        if not path.startswith("ecs/"):
            return
        # The mapping's own methods would load the parameters again.
        for name in [name for name in dict.keys(parameters) if name.startswith(PREFIX)]:
            add_sub_parameters(parameters, name)

    def describe_instance_information(_: Any) -> Any:
        """The agents of machines do not register."""
        return ActionResult({"InstanceInformationList": []})

    ParameterDict._load_tree_parameters = load_tree_parameters
    SimpleSystemManagerResponse.describe_instance_information = describe_instance_information


def add_sub_parameters(parameters: Any, name: str) -> None:
    whole = dict.__getitem__(parameters, name)[-1]
    facts = whole.value
    if not isinstance(facts, dict):
        return
    whole.value = json.dumps(facts, separators=(",", ":"))
    for key, value in facts.items():
        sub_name = f"{name}/{key}"
        dict.setdefault(parameters, sub_name, [parameter(whole, sub_name, str(value))])


def parameter(like: Any, name: str, value: str) -> Parameter:
    return Parameter(
        account_id=like.account_id,
        name=name,
        value=value,
        parameter_type="String",
        description=None,
        allowed_pattern=None,
        keyid=None,
        last_modified_date=like.last_modified_date,
        version=1,
        data_type="text",
    )
