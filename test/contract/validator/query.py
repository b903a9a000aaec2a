"""Requests of the query protocols: `Name.member.1.Key=Value`. EC2 has names and lists of its own."""

from typing import Any
from urllib.parse import parse_qsl

from findings import UNREADABLE, Reporter, member
from scalars import read_scalar

# A node is a text, or nodes by the next part of the name.
Node = Any


def read_query(shape: Any, text: str, service: Any, action: str, report: Reporter) -> Any:
    """The parameters by member name."""
    tree = tree_of(parse_qsl(text, keep_blank_values=True), report)
    if tree.pop("Action", None) != action:
        report("Action", f"is not {action}")
    if tree.pop("Version", None) != service.api_version:
        report("Version", f"is not {service.api_version}")
    if shape is None:
        for name in tree:
            report(name, "the operation has no input")
        return {}
    return QueryReader(service.protocol == "ec2", report).read_structure(shape, tree, "")


def tree_of(pairs: list[tuple[str, str]], report: Reporter) -> dict[str, Node]:
    root: dict[str, Node] = {}
    for name, value in pairs:
        *parents, last = name.split(".")
        node = root
        for parent in parents:
            node = node.setdefault(parent, {})
            if not isinstance(node, dict):
                report(name, "is both a value and a prefix of another name")
                break
        else:
            if last in node:
                report(name, "is given twice")
            node[last] = value
    return root


class QueryReader:
    def __init__(self, ec2: bool, report: Reporter) -> None:
        self.ec2, self.report = ec2, report

    def value(self, shape: Any, node: Node, path: str) -> Any:
        kind = shape.type_name
        if kind == "list" and node == "" and not self.ec2:
            return []
        if kind in ("structure", "list", "map"):
            if not isinstance(node, dict):
                self.report(path, f"is a text in place of a {kind}")
                return UNREADABLE
            return getattr(self, f"read_{kind}")(shape, node, path)
        if isinstance(node, dict):
            self.report(path, f"has members, but is a {kind}: {', '.join(node)}")
            return UNREADABLE
        return read_scalar(shape, node, path, self.report)

    def read_structure(self, shape: Any, node: dict[str, Node], path: str) -> dict[str, Any]:
        names = {self.wire_name(part, name): name for name, part in shape.members.items()}
        read = {}
        for wire_name, inner in node.items():
            if wire_name not in names:
                self.report(member(path, wire_name), "is not a member")
                continue
            name = names[wire_name]
            read[name] = self.value(shape.members[name], inner, member(path, name))
        return read

    def read_list(self, shape: Any, node: dict[str, Node], path: str) -> Any:
        if not self.ec2 and not shape.serialization.get("flattened"):
            node = self.wrapped(node, shape.member.serialization.get("name", "member"), path)
        items = self.numbered(node, path)
        return [self.value(shape.member, item, f"{path}[{index}]") for index, item in enumerate(items)]

    def read_map(self, shape: Any, node: dict[str, Node], path: str) -> Any:
        if not shape.serialization.get("flattened"):
            node = self.wrapped(node, "entry", path)
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        read = {}
        for entry in self.numbered(node, path):
            if not isinstance(entry, dict) or set(entry) != {key_name, value_name}:
                self.report(path, f"an entry is not {key_name} and {value_name}")
                continue
            read[entry[key_name]] = self.value(shape.value, entry[value_name], f"{path}[{entry[key_name]}]")
        return read

    def wrapped(self, node: dict[str, Node], name: str, path: str) -> Any:
        if set(node) != {name} or not isinstance(node[name], dict):
            self.report(path, f"has {', '.join(sorted(node))} in place of {name}.N")
            return {}
        return node[name]

    def numbered(self, node: dict[str, Node], path: str) -> list[Node]:
        wanted = [str(index) for index in range(1, len(node) + 1)]
        if set(node) != set(wanted):
            self.report(path, f"has the indexes {', '.join(node)} in place of {', '.join(wanted)}")
        return [node[index] for index in wanted if index in node]

    def wire_name(self, shape: Any, name: str) -> str:
        serialization = shape.serialization
        if self.ec2:
            if "queryName" in serialization:
                return serialization["queryName"]
            given = serialization.get("name", name)
            return given[0].upper() + given[1:] if "name" in serialization else name
        if shape.type_name == "list" and serialization.get("flattened"):
            return shape.member.serialization.get("name") or serialization.get("name", name)
        return serialization.get("name", name)
