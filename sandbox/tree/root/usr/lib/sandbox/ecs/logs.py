"""The log driver awslogs: lines of a container become events of a stream."""

from __future__ import annotations

import os
import re
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
# As with ECS's default (mode non-blocking, max-buffer-size 10m), later events are dropped.
QUEUE_BYTES = 10 * 1024 * 1024
FILE_BYTES = 10 * 1024 * 1024


def stream_of(options: dict[str, str], container: str, task_id: str, runtime_id: str) -> str:
    prefix = options.get("awslogs-stream-prefix")
    return f"{prefix}/{container}/{task_id}" if prefix else options.get("awslogs-stream") or runtime_id


def batches(events: list[dict]) -> list[list[dict]]:
    """In the order of time, each within the limits of one call."""
    result: list[list[dict]] = []
    size = 0
    for event in sorted(events, key=lambda event: event["timestamp"]):
        length = _bytes([event])
        if not result or len(result[-1]) >= BATCH_EVENTS or size + length > BATCH_BYTES:
            result.append([])
            size = 0
        result[-1].append(event)
        size += length
    return result


def messages(line: bytes) -> list[str]:
    """CloudWatch Logs refuses empty messages, and Docker splits long ones."""
    return [line[at : at + EVENT_BYTES].decode(errors="replace") for at in range(0, len(line), EVENT_BYTES)]


def size_of(text: str | None) -> int:
    """Bytes of Docker's `max-size`, e.g. `10m`. Docker's default is no limit; here, logs are in memory."""
    match = re.fullmatch(r"(\d+)([kmg]?)b?", (text or "").lower())
    return int(match[1]) * 1024 ** " kmg".index(match[2] or " ") if match and int(match[1]) else FILE_BYTES


class File:
    """The log driver json-file. Keeps `max_files` files of at most `max_bytes`: PATH, PATH.1 …; the oldest is replaced."""

    def __init__(self, path: str, max_bytes: int, max_files: int) -> None:
        self._path, self._max_bytes, self._max_files = path, max_bytes, max_files
        self._file = open(path, "ab", buffering=0)

    def write(self, line: bytes) -> None:
        if self._file.tell() > 0 and self._file.tell() + len(line) + 1 > self._max_bytes:
            self._rotate()
        self._file.write(line + b"\n")

    def close(self, _: float) -> None:
        self._file.close()

    def _rotate(self) -> None:
        self._file.close()
        names = [self._path, *(f"{self._path}.{number}" for number in range(1, self._max_files))]
        for older, newer in reversed(list(zip(names[1:], names))):
            if os.path.exists(newer):
                os.replace(newer, older)
        self._file = open(self._path, "wb", buffering=0)


class Stream:
    """Sends lines in the background. `call` is a signed call of CloudWatch Logs: (action, payload)."""

    def __init__(self, group: str, name: str, call: Callable[[str, dict], dict]) -> None:
        self._target = {"logGroupName": group, "logStreamName": name}
        self._call = call
        self._events: list[dict] = []
        # Of the events that are not sent yet.
        self._bytes = 0
        self._dropped = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def write(self, line: bytes) -> None:
        now = int(time.time() * 1000)
        with self._lock:
            events = [{"timestamp": now, "message": message} for message in messages(line)]
            if self._bytes + _bytes(events) > QUEUE_BYTES:
                self._dropped += len(events)
                return
            self._bytes += _bytes(events)
            self._events += events

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
            dropped, self._dropped = self._dropped, 0
        if dropped:
            print(f"dropped {dropped} log events: the queue was full", flush=True)
        for batch in batches(events):
            try:
                self._call("PutLogEvents", self._target | {"logEvents": batch})
            except (aws.AwsError, aws.NoCredentials, OSError, ValueError) as error:
                print(f"cannot send {len(batch)} log events: {error}", flush=True)
                if not isinstance(error, aws.AwsError):
                    with self._lock:
                        self._events = batch + self._events
                    continue
            with self._lock:
                self._bytes -= _bytes(batch)


def _bytes(events: list[dict]) -> int:
    return sum(len(event["message"].encode()) + EVENT_OVERHEAD for event in events)


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
