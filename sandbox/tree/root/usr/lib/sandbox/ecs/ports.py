"""Which ports of the machine a container gets. Pure, apart from `is_free`, which is given."""

from __future__ import annotations

from collections.abc import Callable

DYNAMIC = range(32768, 65536)


class PortTaken(Exception):
    """Docker's words are in the message."""


def assign(
    mappings: list[dict],
    network_mode: str,
    used: set[tuple[int, str]],
    is_free: Callable[[int, str], bool],
) -> list[dict]:
    """Network bindings as ECS reports them. In the modes host and awsvpc the host port is the container's.

    `used`: pairs of port and protocol that other containers have.
    """
    taken = set(used)
    bindings = []
    for mapping in mappings:
        protocol = mapping.get("protocol") or "tcp"
        port = mapping["containerPort"]
        host_port = port if network_mode != "bridge" else mapping.get("hostPort") or 0
        if network_mode == "bridge":
            host_port = _choose(host_port, protocol, taken, is_free)
            taken.add((host_port, protocol))
        bindings.append({"bindIP": "0.0.0.0", "containerPort": port, "hostPort": host_port, "protocol": protocol})
    return bindings


def _choose(port: int, protocol: str, taken: set[tuple[int, str]], is_free: Callable[[int, str], bool]) -> int:
    if port == 0:
        for candidate in DYNAMIC:
            if (candidate, protocol) not in taken and is_free(candidate, protocol):
                return candidate
        raise PortTaken("all ports are allocated")
    if (port, protocol) in taken:
        raise PortTaken(f"Bind for 0.0.0.0:{port} failed: port is already allocated")
    if not is_free(port, protocol):
        raise PortTaken(f"Error starting userland proxy: listen {protocol}4 0.0.0.0:{port}: bind: address already in use")
    return port
