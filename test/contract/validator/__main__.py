"""Validates the recorded exchanges of a sandbox against botocore's models of AWS's APIs.

Usage: validator CALLS [--least N], where CALLS is the sandbox's calls.ndjson. Exits 1 on a violation, or if fewer than N
actions succeeded.
"""

import argparse
import json
import sys
from pathlib import Path

import botocore.session
from allowed import Allowed
from exchange import Validator


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("calls", type=Path)
    arguments.add_argument("--least", type=int, default=0)
    given = arguments.parse_args()
    validator = Validator(botocore.session.get_session())
    for line in given.calls.read_text().splitlines():
        call = json.loads(line)
        if "exchange" in call:
            validator.validate(call)
    allowed = Allowed(Path(__file__).parent.parent / "allowed.json")
    violations = [
        f"{finding}{f' (×{count})' if count > 1 else ''}"
        for finding, count in sorted(validator.findings.counts.items())
        if not allowed.allows(finding)
    ]
    for violation in violations:
        print(violation)
    few = len(validator.actions) < given.least
    if few:
        print(f"only {len(validator.actions)} actions succeeded; at least {given.least} must")
    print(f"{validator.exchanges} exchanges of {len(validator.actions)} actions, {len(violations)} violations")
    return 1 if violations or few else 0


sys.exit(main())
