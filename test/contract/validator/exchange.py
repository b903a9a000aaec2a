"""One exchange against botocore's model of its operation."""

import base64
import re
from dataclasses import dataclass
from typing import Any

from constraints import check
from documents import DocumentReader, parse_cbor, parse_json
from errors import check_error
from findings import UNREADABLE, Findings, Reporter
from pagination import Pagination
from query import read_query
from rest import find_operation, read_rest_request, read_rest_response
from xml_body import parse_xml, read_rpc_response

# Names of services in botocore, by signing name, where they differ.
SERVICES = {"monitoring": "cloudwatch", "elasticloadbalancing": "elbv2", "awsssoportal": "sso", "sso-oauth": "sso-oidc"}
RPC_PATH = re.compile(r"/service/([^/]+)/operation/([^/]+)")
CONTENT_TYPES = {
    "query": r"(text|application)/xml(;.*)?",
    "ec2": r"(text|application)/xml(;.*)?",
    "rest-xml": r".*",
    "rest-json": r"application/(x-amz-)?json(-1\.\d)?(;.*)?",
    "smithy-rpc-v2-cbor": r"application/cbor",
}


@dataclass(frozen=True)
class Message:
    headers: dict[str, str]
    body: bytes
    method: str = ""
    url: str = ""
    status: int = 0


class Validator:
    def __init__(self, session: Any) -> None:
        self.session, self.findings = session, Findings()
        self.pagination = Pagination(session)
        self.models: dict[str, Any] = {}
        self.exchanges = 0
        # Actions that have succeeded at least once.
        self.actions: set[tuple[str, str]] = set()

    def validate(self, call: dict[str, Any]) -> None:
        """`call`: a line of the sandbox's log, with its exchange."""
        self.exchanges += 1
        service, action = SERVICES.get(call["service"], call["service"]), call["action"]
        request = message(call["exchange"]["request"])
        response = call["exchange"]["response"] and message(call["exchange"]["response"])
        operation = self.operation(service, action, request)
        if operation is None:
            self.findings.reporter(service, action, "request")("", f"no such operation: {request.method} {request.url}")
            return
        action = operation.name
        about_request = self.findings.reporter(service, action, "request")
        about_response = self.findings.reporter(service, action, "response")
        protocol = protocol_of(operation.service_model, request)
        spoken = operation.service_model.metadata.get("protocols") or [operation.service_model.protocol]
        if protocol not in spoken:
            about_request("", f"uses the protocol {protocol}; the service has {', '.join(spoken)}")
            return
        sent = read_request(operation, protocol, request, about_request)
        if operation.input_shape is not None:
            check(operation.input_shape, sent, "", about_request)
        if response is None:
            return
        answered = self.response(operation, protocol, response, about_response)
        if isinstance(sent, dict):
            self.pagination.check(service, operation, sent, answered, (about_request, about_response))

    def response(self, operation: Any, protocol: str, response: Message, report: Reporter) -> Any:
        """The output, or None if the response is an error."""
        content_type = response.headers.get("content-type", "")
        expected = CONTENT_TYPES.get(protocol) or rf"application/x-amz-json-{json_version(operation.service_model)}"
        if response.body and not re.fullmatch(expected, content_type, re.IGNORECASE):
            report("Content-Type", f"{content_type or 'missing'} is not of the protocol {protocol}")
        if response.status != operation.http.get("responseCode", 200):
            check_error(operation, protocol, response, report)
            return None
        self.actions.add((operation.service_model.service_name, operation.name))
        answered = read_response(operation, protocol, response, report)
        if operation.output_shape is not None:
            check(operation.output_shape, answered, "", report)
        return answered if isinstance(answered, dict) else None

    def operation(self, service: str, action: str, request: Message) -> Any:
        if service not in self.session.get_available_services():
            return None
        if service not in self.models:
            self.models[service] = self.session.get_service_model(service)
        model = self.models[service]
        if action in model.operation_names:
            return model.operation_model(action)
        return find_operation(model, request.method, request.url) if model.protocol.startswith("rest") else None


def message(recorded: dict[str, Any]) -> Message:
    return Message(**{**recorded, "body": base64.b64decode(recorded["body"])})


def json_version(service: Any) -> str:
    return str(service.metadata.get("jsonVersion", "1.1"))


def protocol_of(service: Any, request: Message) -> str:
    """The protocol that the request uses. Services can have several; clients choose one."""
    if service.protocol.startswith("rest"):
        return service.protocol
    if "x-amz-target" in request.headers:
        return "json"
    if RPC_PATH.match(request.url):
        return "smithy-rpc-v2-cbor"
    return "ec2" if service.protocol == "ec2" else "query"


def read_request(operation: Any, protocol: str, request: Message, report: Reporter) -> Any:
    service, shape = operation.service_model, operation.input_shape
    if protocol in ("query", "ec2"):
        query = request.url.partition("?")[2]
        text = request.body.decode() if request.method == "POST" else query
        return read_query(shape, text, service, operation.name, report)
    if protocol.startswith("rest"):
        return read_rest_request(operation, request, report)
    if protocol == "json":
        wanted = f"{service.metadata['targetPrefix']}.{operation.name}"
        if request.headers["x-amz-target"] != wanted:
            report("X-Amz-Target", f"is not {wanted}")
        expected = f"application/x-amz-json-{json_version(service)}"
        if request.headers.get("content-type") != expected:
            report("Content-Type", f"{request.headers.get('content-type')} is not {expected}")
    return read_document(shape, protocol, request.body, report)


def read_response(operation: Any, protocol: str, response: Message, report: Reporter) -> Any:
    if protocol.startswith("rest"):
        return read_rest_response(operation, response, report)
    if protocol not in ("query", "ec2"):
        return read_document(operation.output_shape, protocol, response.body, report)
    root = parse_xml(response.body, report)
    return UNREADABLE if root is None else read_rpc_response(operation.output_shape, root, operation, report)


def read_document(shape: Any, protocol: str, body: bytes, report: Reporter) -> Any:
    parsed = parse_cbor(body, report) if protocol == "smithy-rpc-v2-cbor" else parse_json(body, report)
    if not isinstance(parsed, dict):
        if parsed is not UNREADABLE:
            report("", "is not an object")
        return UNREADABLE
    return DocumentReader(report, json_names=False).structure(shape, parsed, "")
