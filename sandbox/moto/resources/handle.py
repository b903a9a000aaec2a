"""POST /sandbox/resources: creates, updates, or deletes one resource, or makes a call on a stack's behalf."""

import traceback
import uuid
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from resources.calls import Aws, Unsupported
from resources.kinds import KINDS
from resources.request import Record, Request
from resources.tagging import retag

# AWS's handler error codes by parts of the services' codes; GeneralServiceException for any other.
HANDLER_CODES = (
    (("AccessDenied", "UnauthorizedOperation", "Unauthorized"), "AccessDenied"),
    (("AlreadyExists", "Duplicate", "ResourceExists"), "AlreadyExists"),
    (("ResourceInUse", "PriorityInUse", "OperationNotPermitted"), "ResourceConflict"),
    (("NotFound", "NoSuchEntity", "does not exist"), "NotFound"),
    (("Throttl", "RequestLimitExceeded", "TooManyRequests"), "Throttling"),
    (("LimitExceeded",), "ServiceLimitExceeded"),
    (("Validation", "Invalid", "Malformed", "ClientException", "Missing"), "InvalidRequest"),
    (("InternalError", "InternalFailure"), "InternalFailure"),
)
GONE = "NotFound"


def handle(order: dict[str, Any], account_id: str) -> dict[str, Any]:
    kind = KINDS.get(order["type"])
    if kind is None:
        return refusal(f"the sandbox does not support resources of type {order['type']}", "InvalidRequest")
    request = read(order, account_id)
    operations = {"create": kind.create, "update": kind.update, "remove": kind.remove, "call": call_of(order)}
    try:
        record = operations[order["operation"]](request)
        if order["operation"] == "update":
            retag(request, record)
    except ClientError as error:
        code = handler_code(error.response["Error"]["Code"])
        if code == GONE and order["operation"] == "remove":
            return {}
        return refusal(words(error, request, code), code)
    except (BotoCoreError, Unsupported) as error:
        return refusal(f"{type(error).__name__}: {error}", "InvalidRequest")
    except Exception:
        traceback.print_exc()
        return refusal(f"the sandbox failed to create this {order['type']}; its log has the reason", "InternalFailure")
    return describe(record, order["type"])


def call_of(order: dict[str, Any]) -> Any:
    """Calls `action` of `service` with `properties`. Returns nothing."""

    def call(request: Request) -> None:
        request.aws.call(order["service"], order["action"], **order["properties"])

    return call


def describe(record: Record | None, kind: str) -> dict[str, Any]:
    if record is None:
        return {}
    if not record.physical_id:
        return refusal(f"the sandbox created a resource of type {kind} without a Ref", "InternalFailure")
    return {"physicalId": record.physical_id, "attributes": record.attributes}


def read(order: dict[str, Any], account_id: str) -> Request:
    return Request(
        aws=Aws(order["endpoint"], order["region"], order["credentials"]),
        stack_name=order["stackName"],
        logical_id=order["logicalId"],
        type=order["type"],
        properties=order["properties"],
        stack_tags=order["tags"],
        account_id=account_id,
        region=order["region"],
        physical_id=order.get("physicalId") or "",
        previous=order.get("previous") or {},
        previous_stack_tags=order.get("previousTags") or {},
    )


def handler_code(code: str) -> str:
    fitting = (handler for parts, handler in HANDLER_CODES if any(part in code for part in parts))
    return next(fitting, "GeneralServiceException")


def words(error: ClientError, request: Request, code: str) -> str:
    if code == "AlreadyExists":
        name = request.physical_id or next((str(v) for k, v in request.properties.items() if k.endswith("Name")), "")
        return f"Resource of type '{request.type}' with identifier '{name}' already exists."
    service = request.type.split("::")[1]
    answer = error.response
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    return f"{answer['Error']['Message']} (Service: {service}, Status Code: {status}, Request ID: {uuid.uuid4()})"


def refusal(message: str, code: str) -> dict[str, Any]:
    return {"error": {"message": message, "code": code}}
