"""Pages and limits that moto ignores: it answers these calls with everything at once."""

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses._base_response import EC2BaseResponse
from moto.ec2.responses.amis import AmisResponse
from moto.ec2.responses.elastic_block_store import ElasticBlockStore
from moto.ec2.responses.security_groups import SecurityGroups
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.iam.responses import IamResponse
from moto.kms.responses import KmsResponse

# User guide and API reference of EC2: values of all filters of a call.
MOST_FILTER_VALUES = 200
# API reference of ECS: ids in a call, and in a page.
MOST_OF_ECS = 100


def install() -> None:
    for owner, method, items, least in (
        (AmisResponse, "describe_images", "Images", 1),
        (ElasticBlockStore, "describe_snapshots", "Snapshots", 5),
        (ElasticBlockStore, "describe_volumes", "Volumes", 5),
        (SecurityGroups, "describe_security_groups", "SecurityGroups", 5),
    ):
        setattr(owner, method, paged_ec2(getattr(owner, method), items, least))
    for method, items in (
        ("list_container_instances", "containerInstanceArns"),
        ("list_tasks", "taskArns"),
        ("list_services", "serviceArns"),
    ):
        setattr(EC2ContainerServiceResponse, method, paged_ecs(getattr(EC2ContainerServiceResponse, method), items))
    for method, ids in (("describe_container_instances", "containerInstances"), ("describe_tasks", "tasks")):
        setattr(EC2ContainerServiceResponse, method, limited(getattr(EC2ContainerServiceResponse, method), ids))
    IamResponse.list_instance_profiles = paged_iam(IamResponse.list_instance_profiles, "InstanceProfiles")
    KmsResponse.list_grants = paged_grants(KmsResponse.list_grants)
    EC2BaseResponse._filters_from_querystring = counted(EC2BaseResponse._filters_from_querystring)


def page(items: list[Any], token: Any, size: int) -> tuple[list[Any], str | None]:
    start = int(token or 0)
    following = start + size
    return items[start:following], str(following) if following < len(items) else None


def paged_ec2(moto_method: Any, items: str, least: int) -> Any:
    def call(response: Any) -> Any:
        answer = moto_method(response)
        size = response._get_int_param("MaxResults")
        if size is None:
            return answer
        if not least <= size <= 1000:
            raise EC2ClientError(
                "InvalidParameterValue",
                f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between {least} and 1000.",
            )
        found, following = page(list(answer.result[items]), response._get_param("NextToken"), size)
        return ActionResult({**answer.result, items: found, "NextToken": following})

    return call


def paged_ecs(moto_method: Any, items: str) -> Any:
    def call(response: Any) -> Any:
        answer = moto_method(response)
        size = min(response._get_param("maxResults") or MOST_OF_ECS, MOST_OF_ECS)
        found, following = page(list(answer.result[items]), response._get_param("nextToken"), size)
        return ActionResult({**answer.result, items: found, "nextToken": following})

    return call


def limited(moto_method: Any, ids: str) -> Any:
    def call(response: Any) -> Any:
        if len(response._get_param(ids) or []) > MOST_OF_ECS:
            raise InvalidParameterException(f"{ids} can have at most {MOST_OF_ECS} items.")
        return moto_method(response)

    return call


def paged_iam(moto_method: Any, items: str) -> Any:
    def call(response: Any) -> Any:
        answer = moto_method(response)
        prefix = response._get_param("PathPrefix") or "/"
        listed = [item for item in answer.result[items] if item.path.startswith(prefix)]
        found, following = page(listed, response._get_param("Marker"), response._get_int_param("MaxItems") or 100)
        more = {"IsTruncated": following is not None, "Marker": following}
        return ActionResult({**answer.result, items: found, **more})

    return call


def paged_grants(moto_method: Any) -> Any:
    def call(response: Any) -> Any:
        answer = json.loads(moto_method(response))
        found, following = page(answer["Grants"], response._get_param("Marker"), response._get_param("Limit") or 50)
        answer = {"Grants": found, "Truncated": following is not None}
        return json.dumps({**answer, "NextMarker": following} if following else answer)

    return call


def counted(moto_method: Any) -> Any:
    def call(response: Any) -> Any:
        filters = moto_method(response)
        if sum(len(values) for values in filters.values()) > MOST_FILTER_VALUES:
            raise EC2ClientError(
                "FilterLimitExceeded",
                f"The maximum number of filter values specified on a single call is {MOST_FILTER_VALUES}",
            )
        return filters

    return call
