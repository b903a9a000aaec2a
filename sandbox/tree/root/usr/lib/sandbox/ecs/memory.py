"""Samples the memory of a container. There is no control group that would limit it."""

from __future__ import annotations

import os
import signal
import time

SAMPLE_SECONDS = 0.2
PAGE = os.sysconf("SC_PAGE_SIZE")


class Guard:
    """Kills the first process of a container, and so all of it, when its processes use more than its limit, or when it is
    the largest of a task whose containers together use more than the task's limit."""

    def __init__(self, folder: str, limit_bytes: int | None, task_limit_bytes: int | None) -> None:
        """`folder` of the container; those of the task's other containers are beside it."""
        self._folder = folder
        self._limit = limit_bytes
        self._task_limit = task_limit_bytes
        self.killed = False

    def watch(self) -> None:
        while self._limit is not None or self._task_limit is not None:
            time.sleep(SAMPLE_SECONDS)
            pid = first_process(self._folder)
            if pid is None or not self.exceeded(pid):
                continue
            self.killed = True
            os.kill(pid, signal.SIGKILL)
            return

    def exceeded(self, pid: int) -> bool:
        if self._limit is not None and sum(_sizes([processes(pid)], self._limit)) > self._limit:
            return True
        if self._task_limit is None:
            return False
        others = [first_process(folder) for folder in _siblings(self._folder)]
        groups = [processes(other) for other in others if other is not None]
        sizes = _sizes([processes(pid), *groups], self._task_limit)
        return sum(sizes) > self._task_limit and sizes[0] >= max(sizes)


def first_process(folder: str) -> int | None:
    """None before the start of a container, and after its end."""
    text = _read(f"{folder}/pid").strip()
    return int(text) if text.isdigit() and not os.path.exists(f"{folder}/exit.json") else None


def kill_all(pid: str) -> None:
    """A process, which can have ended, and all its descendants."""
    for one in processes(int(pid)) if pid.strip().isdigit() else []:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            pass


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


def _sizes(groups: list[list[int]], limit: int) -> list[int]:
    """Of each group. Resident memory counts shared pages once for each process, so it is only the first, cheap look."""
    cheap = [sum(map(resident, group)) for group in groups]
    return cheap if sum(cheap) <= limit else [sum(map(own, group)) for group in groups]


def _siblings(folder: str) -> list[str]:
    parent, name = os.path.split(folder.rstrip("/"))
    return [f"{parent}/{entry.name}" for entry in os.scandir(parent) if entry.is_dir() and entry.name != name]


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
