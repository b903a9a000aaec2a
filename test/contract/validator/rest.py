"""REST protocols: members in the path, the query string, headers, the status, and the body."""

import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from documents import DocumentReader, parse_json
from findings import UNREADABLE, Reporter
from scalars import read_scalar
from xml_body import XmlReader, local, parse_xml

PARAMETER = re.compile(r"\{(\w+)(\+?)\}")
# Of every client; not members.
IGNORED_QUERY = re.compile(r"x-id|X-Amz-.*")


def find_operation(service: Any, method: str, url: str) -> Any:
    """The operation whose method, path, and fixed query match; the most specific one. None if there is none."""
    split = urlsplit(url)
    given = dict(parse_qsl(split.query, keep_blank_values=True))
    found = []
    for name in service.operation_names:
        operation = service.operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        fixed = dict(parse_qsl(query, keep_blank_values=True))
        if operation.http["method"] != method or not path_pattern(path).fullmatch(split.path):
            continue
        if any(given.get(key) != value for key, value in fixed.items()):
            continue
        required = required_parts(operation.input_shape)
        if required <= set(given):
            found.append((len(fixed), len(required), len(path), name, operation))
    return max(found)[-1] if found else None


def required_parts(shape: Any) -> set[str]:
    """Names in the query string that tell operations of one path apart, such as uploadId."""
    if shape is None:
        return set()
    parts = {name: part.serialization for name, part in shape.members.items()}
    return {
        serialization["name"]
        for name, serialization in parts.items()
        if name in shape.required_members and serialization.get("location") == "querystring"
    }


def path_pattern(path: str) -> re.Pattern[str]:
    pattern, end = "", 0
    for found in PARAMETER.finditer(path):
        pattern += re.escape(path[end : found.start()])
        pattern += f"(?P<{found[1]}>{'.+' if found[2] else '[^/]+'})"
        end = found.end()
    return re.compile(pattern + re.escape(path[end:]) + "/?")


def read_rest_request(operation: Any, request: Any, report: Reporter) -> Any:
    shape = operation.input_shape
    split = urlsplit(request.url)
    path, _, fixed = operation.http["requestUri"].partition("?")
    query = dict(parse_qsl(split.query, keep_blank_values=True))
    parts = path_pattern(path).fullmatch(split.path)
    if parts is None or operation.http["method"] != request.method:
        report("", f"{request.method} {split.path} is not {operation.http['method']} {path}")
        return UNREADABLE
    for name, _ in parse_qsl(fixed, keep_blank_values=True):
        query.pop(name, None)
    if shape is None:
        return {}
    read = {}
    for name, part in shape.members.items():
        location, wire = part.serialization.get("location"), part.serialization.get("name", name)
        if location == "uri":
            read[name] = read_scalar(part, unquote(parts[wire]), name, report)
        if location == "querystring" and wire in query:
            text = query.pop(wire)
            read[name] = [text] if part.type_name == "list" else read_scalar(part, text, name, report)
    for name in query:
        if not IGNORED_QUERY.fullmatch(name):
            report(name, "is not a member of the query string")
    return {**read, **headers_of(shape, request, report), **body_of(operation, shape, request, report)}


def read_rest_response(operation: Any, response: Any, report: Reporter) -> Any:
    shape = operation.output_shape
    if shape is None:
        return {}
    read = {**headers_of(shape, response, report), **body_of(operation, shape, response, report)}
    for name, part in shape.members.items():
        if part.serialization.get("location") == "statusCode":
            read[name] = response.status
    return read


def headers_of(shape: Any, message: Any, report: Reporter) -> dict[str, Any]:
    read = {}
    for name, part in shape.members.items():
        location, wire = part.serialization.get("location"), part.serialization.get("name", name).lower()
        if location == "header" and wire in message.headers:
            text = message.headers[wire]
            read[name] = [text] if part.type_name == "list" else read_scalar(part, text, name, report, "rfc822")
        if location == "headers":
            found = {key: value for key, value in message.headers.items() if key.startswith(wire)}
            read[name] = {key.removeprefix(wire): value for key, value in found.items()}
    return read


def body_of(operation: Any, shape: Any, message: Any, report: Reporter) -> dict[str, Any]:
    payload = shape.serialization.get("payload")
    if payload is None:
        return structure(operation, shape, shape, message.body, "", report)
    part = shape.members[payload]
    if part.type_name == "structure":
        return {payload: structure(operation, part, part, message.body, payload, report)} if message.body else {}
    return {payload: message.body.decode() if part.type_name == "string" else message.body} if message.body else {}


def structure(operation: Any, shape: Any, named: Any, body: bytes, path: str, report: Reporter) -> dict[str, Any]:
    has_members = any("location" not in part.serialization for part in shape.members.values())
    if not body or not has_members:
        if body and body.strip() not in (b"{}",):
            report(path, "has a body, but no member is in it")
        return {}
    if operation.service_model.protocol == "rest-json":
        parsed = parse_json(body, report)
        return {} if parsed is UNREADABLE else DocumentReader(report, json_names=True).structure(shape, parsed, path)
    root = parse_xml(body, report)
    if root is None:
        return {}
    expected = named.serialization.get("name")
    if expected is not None and local(root) != expected:
        report(path, f"the root element is {local(root)}, not {expected}")
    return XmlReader(report).read_structure(without_location(shape), root, path)


class without_location:
    """The shape with only the members of the body."""

    def __init__(self, shape: Any) -> None:
        self.members = {name: part for name, part in shape.members.items() if "location" not in part.serialization}
