"""Violations that are accepted, each with its reason."""

import json
from fnmatch import fnmatchcase
from pathlib import Path

from findings import Finding

FIELDS = ("service", "action", "direction", "path", "what")


class Allowed:
    def __init__(self, file: Path) -> None:
        """`file`: a JSON list of {"service", "action", "direction", "path", "what", "reason"}; all but the reason are
        patterns with * and ?."""
        self.entries = json.loads(file.read_text())
        for entry in self.entries:
            if not entry.get("reason"):
                raise ValueError(f"no reason: {entry}")

    def allows(self, finding: Finding) -> bool:
        return any(
            all(fnmatchcase(getattr(finding, field), entry[field].replace("[*]", "[[]*]")) for field in FIELDS)
            for entry in self.entries
        )
