"""Samples the memory of a container. There is no control group that would limit it."""

from __future__ import annotations

import os
import signal
import time

SAMPLE_SECONDS = 0.2
PAGE = os.sysconf("SC_PAGE_SIZE")


class Guard:
    """Kills the first process of a container, and so all of it, when its processes use more than the limit."""

    def __init__(self, pid_file: str, limit_bytes: int | None) -> None:
        self._pid_file = pid_file
        self._limit = limit_bytes
        self.killed = False

    def watch(self) -> None:
        while self._limit is not None:
            time.sleep(SAMPLE_SECONDS)
            pid = self._pid()
            if pid is None or not self._exceeded(processes(pid)):
                continue
            self.killed = True
            os.kill(pid, signal.SIGKILL)
            return

    def _pid(self) -> int | None:
        try:
            with open(self._pid_file, encoding="utf-8") as file:
                return int(file.read())
        except (OSError, ValueError):
            return None

    def _exceeded(self, pids: list[int]) -> bool:
        """Resident memory counts shared pages once for each process, so it is only the first, cheap look."""
        return self._over(sum(map(resident, pids))) and self._over(sum(map(own, pids)))

    def _over(self, size: int) -> bool:
        return self._limit is not None and size > self._limit


def processes(pid: int) -> list[int]:
    """The process and all its descendants."""
    found = [pid]
    for parent in found:
        for thread in _entries(f"/proc/{parent}/task"):
            found += [int(child) for child in _read(f"/proc/{parent}/task/{thread}/children").split()]
    return found


def resident(pid: int) -> int:
    fields = _read(f"/proc/{pid}/statm").split()
    return int(fields[1]) * PAGE if len(fields) > 1 else 0


def own(pid: int) -> int:
    """Anonymous and shared memory, each page divided by the number of its users; files of the page cache not at all."""
    lines = [line.split() for line in _read(f"/proc/{pid}/smaps_rollup").splitlines()]
    return sum(int(words[1]) * 1024 for words in lines if words and words[0] in ("Pss_Anon:", "Pss_Shmem:"))


def _entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""
