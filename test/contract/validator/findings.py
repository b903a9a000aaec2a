"""What is wrong with messages, and how the report shows it."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

# Reports what is wrong with the member at a path, e.g. ("Images[0].State", "…").
Reporter = Callable[[str, str], None]

# The value of a member that could not be read, and was therefore reported.
UNREADABLE = object()


@dataclass(frozen=True, order=True)
class Finding:
    service: str
    action: str
    direction: str
    # Member path, with * for every index and key: one defect is one finding, however long the list.
    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.service}:{self.action} {self.direction} {self.path or '(message)'}: {self.what}"


class Findings:
    def __init__(self) -> None:
        self.counts: Counter[Finding] = Counter()

    def reporter(self, service: str, action: str, direction: str) -> Reporter:
        def report(path: str, what: str) -> None:
            general = re.sub(r"\[[^\]]*\]", "[*]", path)
            self.counts[Finding(service, action, direction, general, what)] += 1

        return report


def member(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…'"
