"""Required members, enumerations, patterns, and limits of lengths and values."""

from functools import cache
from typing import Any

import regex
from findings import UNREADABLE, Reporter, member, shown


def check(shape: Any, value: Any, path: str, report: Reporter) -> None:
    if value is UNREADABLE:
        return
    kind = shape.type_name
    if kind == "structure":
        check_structure(shape, value, path, report)
        return
    limits(shape, value, path, report)
    if kind == "list":
        for index, one in enumerate(value):
            check(shape.member, one, f"{path}[{index}]", report)
    if kind == "map":
        for key, one in value.items():
            check(shape.key, key, f"{path}[key]", report)
            check(shape.value, one, f"{path}[{key}]", report)
    if kind == "string":
        check_text(shape, value, path, report)


def check_structure(shape: Any, value: dict[str, Any], path: str, report: Reporter) -> None:
    if getattr(shape, "is_document_type", False):
        return
    for name in shape.required_members:
        if name not in value:
            report(member(path, name), "is missing")
    if getattr(shape, "is_tagged_union", False) and len(value) != 1:
        report(path, f"has {len(value)} members of a union, not 1")
    for name, one in value.items():
        check(shape.members[name], one, member(path, name), report)


def check_text(shape: Any, value: str, path: str, report: Reporter) -> None:
    if shape.enum and value not in shape.enum:
        report(path, f"{shown(value)} is not in the enumeration {shape.name}")
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not compiled(pattern).fullmatch(value):
        report(path, f"{shown(value)} does not match {pattern}")


def limits(shape: Any, value: Any, path: str, report: Reporter) -> None:
    sized = isinstance(value, (str, bytes, list, dict))
    measured = len(value) if sized else value
    what = "length " if sized else ""
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and measured < low:
        report(path, f"{what}{measured} is less than {low}")
    if high is not None and measured > high:
        report(path, f"{what}{measured} is more than {high}")


@cache
def compiled(pattern: str) -> Any:
    # Java writes characters beyond U+FFFF as surrogate pairs. The module regex has \p{…}, which re lacks.
    return regex.compile(pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF"))
