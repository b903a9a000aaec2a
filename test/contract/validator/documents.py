"""Bodies in JSON and CBOR."""

import io
import json
from datetime import datetime
from typing import Any

from botocore.parsers import ResponseParserError, RpcV2CBORParser
from findings import UNREADABLE, Reporter, member, shown
from scalars import read_blob, read_timestamp

PYTHON_TYPES = {
    "string": str,
    "character": str,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "boolean": bool,
    "structure": dict,
    "map": dict,
    "list": list,
}


def parse_json(body: bytes, report: Reporter) -> Any:
    try:
        return json.loads(body or b"{}")
    except ValueError as error:
        report("", f"is not JSON: {error}")
        return UNREADABLE


def parse_cbor(body: bytes, report: Reporter) -> Any:
    if not body:
        return {}
    parser = RpcV2CBORParser()
    try:
        return parser.parse_data_item(io.BufferedReader(io.BytesIO(body)))
    except (ResponseParserError, ValueError):
        report("", "is not CBOR")
        return UNREADABLE


class DocumentReader:
    def __init__(self, report: Reporter, json_names: bool) -> None:
        """`json_names`: members have their serialized names (rest-json)."""
        self.report, self.json_names = report, json_names

    def value(self, shape: Any, node: Any, path: str) -> Any:
        kind = shape.type_name
        if node is None:
            self.report(path, "is null; AWS omits the member")
            return UNREADABLE
        if kind == "timestamp":
            return self.timestamp(shape, node, path)
        if kind == "blob":
            return node if isinstance(node, bytes) else self.blob(node, path)
        expected = PYTHON_TYPES[kind]
        if not isinstance(node, expected) or (isinstance(node, bool) and kind != "boolean"):
            self.report(path, f"{shown(node)} is not a valid {kind}")
            return UNREADABLE
        if getattr(shape, "is_document_type", False):
            return node
        if kind == "structure":
            return self.structure(shape, node, path)
        if kind == "list":
            return [self.value(shape.member, one, f"{path}[{index}]") for index, one in enumerate(node)]
        if kind == "map":
            return {key: self.value(shape.value, one, f"{path}[{key}]") for key, one in node.items()}
        return node

    def structure(self, shape: Any, node: dict[str, Any], path: str) -> dict[str, Any]:
        members = shape.members if shape is not None else {}
        names = {
            (part.serialization.get("name", name) if self.json_names else name): name
            for name, part in members.items()
            if "location" not in part.serialization
        }
        read = {}
        for wire_name, inner in node.items():
            if wire_name not in names:
                self.report(member(path, wire_name), "is not a member")
                continue
            name = names[wire_name]
            read[name] = self.value(members[name], inner, member(path, name))
        return read

    def timestamp(self, shape: Any, node: Any, path: str) -> Any:
        form = shape.serialization.get("timestampFormat", "unixTimestamp")
        # The CBOR parser returns datetimes.
        if isinstance(node, datetime):
            return node
        if form == "unixTimestamp" and isinstance(node, (int, float)) and not isinstance(node, bool):
            return datetime.fromtimestamp(node)
        if form != "unixTimestamp" and isinstance(node, str):
            return read_timestamp(node, form, path, self.report)
        self.report(path, f"{shown(node)} is not a timestamp ({form})")
        return UNREADABLE

    def blob(self, node: Any, path: str) -> Any:
        if isinstance(node, str):
            return read_blob(node, path, self.report)
        self.report(path, f"{shown(node)} is not base64")
        return UNREADABLE
