"""The log driver awslogs: lines of a container become events of a stream."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import aws

# Limits of PutLogEvents. Docker splits longer lines.
BATCH_EVENTS = 10_000
BATCH_BYTES = 1_048_576
EVENT_OVERHEAD = 26
EVENT_BYTES = 262_144 - EVENT_OVERHEAD
FLUSH_SECONDS = 1.0


def stream_of(options: dict[str, str], container: str, task_id: str, runtime_id: str) -> str:
    prefix = options.get("awslogs-stream-prefix")
    return f"{prefix}/{container}/{task_id}" if prefix else options.get("awslogs-stream") or runtime_id


def batches(events: list[dict]) -> list[list[dict]]:
    """In the order of time, each within the limits of one call."""
    result: list[list[dict]] = []
    size = 0
    for event in sorted(events, key=lambda event: event["timestamp"]):
        length = len(event["message"].encode()) + EVENT_OVERHEAD
        if not result or len(result[-1]) >= BATCH_EVENTS or size + length > BATCH_BYTES:
            result.append([])
            size = 0
        result[-1].append(event)
        size += length
    return result


def messages(line: bytes) -> list[str]:
    """CloudWatch Logs refuses empty messages, and Docker splits long ones."""
    return [line[at : at + EVENT_BYTES].decode(errors="replace") for at in range(0, len(line), EVENT_BYTES)]


class Stream:
    """Sends lines in the background. `call` is a signed call of CloudWatch Logs: (action, payload)."""

    def __init__(self, group: str, name: str, call: Callable[[str, dict], dict]) -> None:
        self._target = {"logGroupName": group, "logStreamName": name}
        self._call = call
        self._events: list[dict] = []
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def write(self, line: bytes) -> None:
        now = int(time.time() * 1000)
        with self._lock:
            self._events += [{"timestamp": now, "message": message} for message in messages(line)]

    def close(self, seconds: float) -> None:
        """Sends what is left, for at most that time."""
        self._ended.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._ended.wait(FLUSH_SECONDS):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        with self._lock:
            events, self._events = self._events, []
        for batch in batches(events):
            try:
                self._call("PutLogEvents", self._target | {"logEvents": batch})
            except (aws.AwsError, aws.NoCredentials, OSError, ValueError) as error:
                print(f"cannot send {len(batch)} log events: {error}", flush=True)
                if not isinstance(error, aws.AwsError):
                    with self._lock:
                        self._events = batch + self._events


def create_stream(options: dict[str, str], name: str, call: Callable[[str, dict], dict]) -> None:
    """As Docker does when it creates the container. Raises the service's error."""
    group = options["awslogs-group"]
    target = {"logGroupName": group, "logStreamName": name}
    try:
        call("CreateLogStream", target)
    except aws.AwsError as error:
        if error.code == "ResourceAlreadyExistsException":
            return
        if error.code != "ResourceNotFoundException" or options.get("awslogs-create-group") != "true":
            raise
        _create_group(group, call)
        call("CreateLogStream", target)


def _create_group(group: str, call: Callable[[str, dict], dict]) -> None:
    try:
        call("CreateLogGroup", {"logGroupName": group})
    except aws.AwsError as error:
        if error.code != "ResourceAlreadyExistsException":
            raise
