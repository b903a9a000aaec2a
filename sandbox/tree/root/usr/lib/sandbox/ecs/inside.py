"""Paths in the root file system of a container. Its symbolic links are followed there, not in the machine."""

from __future__ import annotations

import os

MAXIMUM_LINKS = 40


def resolve(rootfs: str, path: str) -> str:
    """The path in the machine of a path in the container. Links and `..` never leave `rootfs`; what is missing is kept."""
    waiting = path.split("/")[::-1]
    found: list[str] = []
    links = 0
    while waiting:
        name = waiting.pop()
        if name in ("", "."):
            continue
        if name == "..":
            del found[-1:]
            continue
        here = os.path.join(rootfs, *found, name)
        if not os.path.islink(here):
            found.append(name)
            continue
        links += 1
        if links > MAXIMUM_LINKS:
            raise OSError(f"too many levels of symbolic links: {path}")
        target = os.readlink(here)
        if target.startswith("/"):
            found = []
        waiting += target.split("/")[::-1]
    return os.path.join(rootfs, *found)
