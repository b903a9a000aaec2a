"""Error responses: their form in each protocol, their codes, and their HTTP status."""

import re
from typing import Any

from constraints import check
from documents import DocumentReader, parse_cbor, parse_json
from findings import UNREADABLE, Reporter, shown
from xml_body import local, parse_xml

# Codes that every service uses, beside those that an operation declares. The query protocols first, then the others.
COMMON_QUERY = set(
    """
    AccessDenied AuthFailure ExpiredToken IncompleteSignature InternalFailure InvalidAction InvalidClientTokenId
    InvalidParameterCombination InvalidParameterValue InvalidQueryParameter MalformedQueryString MissingAction
    MissingAuthenticationToken MissingParameter OptInRequired RequestExpired ServiceUnavailable
    SignatureDoesNotMatch Throttling ThrottlingException ValidationError
    """.split()
)
COMMON_OTHER = set(
    """
    AccessDeniedException ExpiredTokenException IncompleteSignatureException InternalFailure
    InvalidSignatureException MissingAuthenticationTokenException OptInRequired RequestExpired
    SerializationException ServiceUnavailable ServiceUnavailableException ThrottlingException
    UnknownOperationException UnrecognizedClientException ValidationException
    """.split()
)
# S3's common codes are its own.
COMMON_REST_XML = set("AccessDenied InvalidAccessKeyId SignatureDoesNotMatch NoSuchBucket NoSuchKey".split())
# EC2 declares no errors. Its codes have this form.
EC2_CODE = re.compile(r"([A-Z][A-Za-z0-9]*)(\.[A-Z][A-Za-z0-9-]*)*")


def check_error(operation: Any, protocol: str, response: Any, report: Reporter) -> None:
    if response.status < 400:
        report("", f"status {response.status} is neither the operation's nor one of an error")
    if protocol in ("query", "ec2", "rest-xml"):
        code, body = read_xml_error(protocol, response, report), None
    else:
        code, body = read_document_error(protocol, response, report)
    if code is None:
        return
    if protocol == "ec2":
        if not EC2_CODE.fullmatch(code):
            report("Code", f"{shown(code)} has not the form of an EC2 error code")
        return
    declared = {code_of(shape): shape for shape in operation.error_shapes}
    shape = declared.get(code)
    common = {"query": COMMON_QUERY, "rest-xml": COMMON_REST_XML}.get(protocol, COMMON_OTHER)
    if shape is None:
        # Where an operation declares no errors, the model says nothing about its codes.
        if declared and code not in common:
            report("Code", f"{shown(code)} is neither declared by the operation nor common")
        return
    status = shape.metadata.get("error", {}).get("httpStatusCode")
    if status is not None and status != response.status:
        report("Code", f"{code} has status {response.status}, not {status}")
    if isinstance(body, dict):
        members = {name: value for name, value in body.items() if name not in ("__type", "message", "Message")}
        reader = DocumentReader(report, json_names=protocol == "rest-json")
        check_without_message(shape, reader.structure(shape, members, ""), report)


def code_of(shape: Any) -> str:
    return shape.metadata.get("error", {}).get("code") or shape.name


def check_without_message(shape: Any, value: dict[str, Any], report: Reporter) -> None:
    """SDKs read `message` and `Message` alike, so both do for either."""
    present = {name: "" for name in shape.required_members if name.lower() == "message"}
    check(shape, {**value, **present}, "", report)


def read_xml_error(protocol: str, response: Any, report: Reporter) -> str | None:
    # A response to HEAD has no body.
    if protocol == "rest-xml" and not response.body:
        return None
    root = parse_xml(response.body, report)
    if root is None:
        return None
    path = {"query": ["ErrorResponse", "Error"], "ec2": ["Response", "Errors", "Error"], "rest-xml": ["Error"]}[protocol]
    element = root if local(root) == path[0] else None
    for name in path[1:]:
        element = next((one for one in element if local(one) == name), None) if element is not None else None
    if element is None:
        report("", f"has no element {'/'.join(path)}")
        return None
    parts = {local(child): (child.text or "").strip() for child in element}
    for name in ("Code", "Message"):
        if not parts.get(name):
            report(name, "is missing")
    if protocol == "query":
        if parts.get("Type") not in ("Sender", "Receiver"):
            report("Type", f"{shown(parts.get('Type'))} is neither Sender nor Receiver")
        check_children(root, {"Error", "RequestId"}, report)
        check_children(element, {"Type", "Code", "Message", "Detail"}, report)
    if protocol == "ec2":
        check_children(root, {"Errors", "RequestID"}, report)
        check_children(element, {"Code", "Message"}, report)
    return parts.get("Code") or None


def check_children(element: Any, names: set[str], report: Reporter) -> None:
    for child in element:
        if local(child) not in names:
            report(local(child), "is not part of an error")
    for name in names - {"Detail"} - {local(child) for child in element}:
        report(name, "is missing")


def read_document_error(protocol: str, response: Any, report: Reporter) -> tuple[str | None, Any]:
    parse = parse_cbor if protocol == "smithy-rpc-v2-cbor" else parse_json
    body = parse(response.body, report)
    if body is UNREADABLE or not isinstance(body, dict):
        return None, None
    given = response.headers.get("x-amzn-errortype") or body.get("__type")
    if not isinstance(given, str):
        report("__type", "is missing")
        return None, body
    return given.partition(":")[0].rpartition("#")[2], body
