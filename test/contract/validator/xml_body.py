"""Bodies in XML: responses of the query protocols, and both directions of rest-xml."""

from typing import Any
from xml.etree import ElementTree

from findings import UNREADABLE, Reporter, member
from scalars import read_scalar

Element = ElementTree.Element


def parse_xml(body: bytes, report: Reporter) -> Element | None:
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        report("", f"is not XML: {error}")
        return None


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def namespace(element: Element) -> str:
    # EC2's model lacks the last slash of what EC2 sends.
    return element.tag.rpartition("}")[0].removeprefix("{").rstrip("/")


def read_rpc_response(shape: Any, root: Element, operation: Any, report: Reporter) -> Any:
    """The output by member name. `shape`: None if the operation has no output."""
    service = operation.service_model
    if local(root) != f"{operation.name}Response":
        report("", f"the root element is {local(root)}, not {operation.name}Response")
    expected = service.metadata["xmlNamespace"].rstrip("/")
    for found in sorted({namespace(element) for element in root.iter()} - {expected}):
        report("", f"the namespace is {found or 'missing'}, not {expected}")
    children = list(root)
    if service.protocol == "ec2":
        children = without(children, "requestId", report)
        # The models do not mention it: "true" of operations without output.
        returned = [child for child in children if local(child) == "return"]
        if returned and (shape is None or "Return" not in shape.members):
            children = [child for child in children if child not in returned]
        return XmlReader(report).members(shape, children, "")
    children = without(children, "ResponseMetadata", report)
    wrapper = shape.serialization.get("resultWrapper") if shape is not None else None
    if wrapper is not None:
        results = [child for child in children if local(child) == wrapper]
        for child in children:
            if child not in results:
                report(local(child), f"is outside of {wrapper}")
        if len(results) != 1:
            report("", f"has {len(results)} elements {wrapper}, not 1")
        children = [child for result in results for child in result]
    return XmlReader(report).members(shape, children, "")


def without(children: list[Element], name: str, report: Reporter) -> list[Element]:
    rest = [child for child in children if local(child) != name]
    if len(rest) != len(children) - 1:
        report("", f"has {len(children) - len(rest)} elements {name}, not 1")
    return rest


class XmlReader:
    def __init__(self, report: Reporter, timestamps: str = "iso8601") -> None:
        self.report, self.timestamps = report, timestamps

    def value(self, shape: Any, element: Element, path: str) -> Any:
        kind = shape.type_name
        if kind in ("structure", "list", "map"):
            if (element.text or "").strip():
                self.report(path, f"is a text in place of a {kind}")
                return UNREADABLE
            return getattr(self, f"read_{kind}")(shape, element, path)
        if len(element):
            self.report(path, f"has elements, but is a {kind}: {', '.join(sorted({local(one) for one in element}))}")
            return UNREADABLE
        return read_scalar(shape, element.text or "", path, self.report, self.timestamps)

    def read_structure(self, shape: Any, element: Element, path: str) -> dict[str, Any]:
        read = self.members(shape, list(element), path)
        for name, part in shape.members.items():
            attribute = part.serialization.get("name") if part.serialization.get("xmlAttribute") else None
            if attribute is None:
                continue
            for given, text in element.attrib.items():
                if given.rpartition("}")[2] == attribute.rpartition(":")[2]:
                    read[name] = text
        return read

    def members(self, shape: Any, children: list[Element], path: str) -> dict[str, Any]:
        members = shape.members if shape is not None else {}
        names = {wire_name(part, name): name for name, part in members.items()}
        found: dict[str, list[Element]] = {}
        for child in children:
            if local(child) in names:
                found.setdefault(names[local(child)], []).append(child)
            else:
                self.report(member(path, local(child)), "is not a member")
        read = {}
        for name, elements in found.items():
            part, inner = members[name], member(path, name)
            if part.serialization.get("flattened"):
                read[name] = self.flattened(part, elements, inner)
                continue
            if len(elements) > 1:
                self.report(inner, "occurs more than once")
            read[name] = self.value(part, elements[0], inner)
        return read

    def flattened(self, shape: Any, elements: list[Element], path: str) -> Any:
        if shape.type_name == "map":
            return self.entries(shape, elements, path)
        return [self.value(shape.member, one, f"{path}[{index}]") for index, one in enumerate(elements)]

    def read_list(self, shape: Any, element: Element, path: str) -> Any:
        name = shape.member.serialization.get("name", "member")
        for child in element:
            if local(child) != name:
                self.report(path, f"has an item {local(child)}, not {name}")
        return [self.value(shape.member, one, f"{path}[{index}]") for index, one in enumerate(element)]

    def read_map(self, shape: Any, element: Element, path: str) -> Any:
        return self.entries(shape, list(element), path)

    def entries(self, shape: Any, elements: list[Element], path: str) -> dict[str, Any]:
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        read = {}
        for element in elements:
            parts = {local(child): child for child in element}
            if set(parts) != {key_name, value_name}:
                self.report(path, f"an entry is not {key_name} and {value_name}")
                continue
            key = parts[key_name].text or ""
            read[key] = self.value(shape.value, parts[value_name], f"{path}[{key}]")
        return read


def wire_name(shape: Any, name: str) -> str:
    if shape.type_name == "list" and shape.serialization.get("flattened"):
        return shape.member.serialization.get("name") or shape.serialization.get("name", name)
    return shape.serialization.get("name", name)
