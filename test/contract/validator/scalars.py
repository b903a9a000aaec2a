"""Scalars as text, in the query protocols, XML, headers, and URLs."""

import base64
import binascii
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from findings import UNREADABLE, Reporter, shown

FLOAT = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?|NaN|-?Infinity")
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)")


def read_scalar(shape: Any, text: str, path: str, report: Reporter, timestamps: str = "iso8601") -> Any:
    """The value, or UNREADABLE. `timestamps`: format of timestamps whose shape has none."""
    kind = shape.type_name
    if kind in ("string", "character"):
        return text
    if kind in ("integer", "long") and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind in ("float", "double") and FLOAT.fullmatch(text):
        return float(text.replace("Infinity", "inf"))
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind == "timestamp":
        return read_timestamp(text, shape.serialization.get("timestampFormat", timestamps), path, report)
    if kind == "blob":
        return read_blob(text, path, report)
    report(path, f"{shown(text)} is not a valid {kind}")
    return UNREADABLE


def read_timestamp(text: str, form: str, path: str, report: Reporter) -> Any:
    try:
        if form == "iso8601" and ISO.fullmatch(text):
            return datetime.fromisoformat(text)
        if form == "rfc822":
            return parsedate_to_datetime(text)
        if form == "unixTimestamp" and re.fullmatch(r"-?\d+(\.\d+)?", text):
            return datetime.fromtimestamp(float(text))
    except ValueError:
        pass
    report(path, f"{shown(text)} is not a timestamp ({form})")
    return UNREADABLE


def read_blob(text: str, path: str, report: Reporter) -> Any:
    try:
        # MIME encoders break lines.
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except binascii.Error:
        report(path, f"{shown(text)} is not base64")
        return UNREADABLE
