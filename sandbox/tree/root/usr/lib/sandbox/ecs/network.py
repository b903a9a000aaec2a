"""Networks of containers: Docker's bridge with host ports by address translation, and separate addresses (awsvpc)."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
from collections.abc import Iterable

BRIDGE = "docker0"
GATEWAY = "172.17.0.1"
CREDENTIALS_ADDRESS = "169.254.170.2"
METADATA_ADDRESS = "169.254.169.254"
# By these ports, which programs of the machine do not get, the metadata service recognizes one hop more.
FORWARDED = "-j MASQUERADE --to-ports 61000-65535"
LOCK = "/run/sandbox-network.lock"


def path_of(name: str) -> str:
    return f"/run/netns/{name}"


def prepare() -> None:
    """Docker's bridge and chain, and the address of task credentials. A restart of Docker removes the bridge."""
    with _locked():
        if not _ip(f"link show {BRIDGE}", check=False):
            _ip(f"link add {BRIDGE} type bridge")
            _ip(f"address add {GATEWAY}/16 dev {BRIDGE}")
            _ip(f"link set {BRIDGE} up")
        if CREDENTIALS_ADDRESS in _ip("address show dev lo"):
            return
        _ip(f"address add {CREDENTIALS_ADDRESS}/32 dev lo")
        _nat("-N DOCKER")
        for chain in ("PREROUTING", "OUTPUT"):
            _nat(f"-A {chain} -m addrtype --dst-type LOCAL -j DOCKER")
        _nat(f"-A POSTROUTING -s 172.17.0.0/16 -d {METADATA_ADDRESS} -p tcp {FORWARDED}")
        _nat(f"-A POSTROUTING -s 172.17.0.0/16 ! -o {BRIDGE} -j MASQUERADE")
        # For calls from the machine to its own 127.0.0.1, which docker-proxy handles on AWS.
        _nat(f"-A POSTROUTING -o {BRIDGE} -m addrtype --src-type LOCAL -j MASQUERADE")


def add_bridged(name: str, bindings: Iterable[dict]) -> str:
    """A namespace on the bridge, whose bindings lead to it; returns its address."""
    with _locked():
        address = _free_address()
        _ip(f"netns add {name}")
        link = _link_of(name)
        _ip(f"link add {link} type veth peer name eth0 netns {name}")
        _ip(f"link set {link} master {BRIDGE} up")
        _inside(name, f"address add {address}/16 dev eth0", f"route add default via {GATEWAY}")
        for binding in bindings:
            _nat("-I " + _rule(binding, address))
        return address


def add_isolated(name: str) -> None:
    """The network mode none."""
    with _locked():
        _ip(f"netns add {name}")
        _ip(f"-n {name} link set lo up")


def remove(name: str, address: str | None, bindings: Iterable[dict]) -> None:
    with _locked():
        for binding in bindings if address else ():
            _nat("-D " + _rule(binding, address), check=False)
        _ip(f"netns delete {name}", check=False)


def add_awsvpc(name: str, address: str, gateway: str, block_metadata: bool) -> None:
    """A namespace with an address of the sandbox's network. The machine routes it, and answers for it on eth0."""
    if os.path.exists(path_of(name)):
        return
    with _locked():
        _ip(f"netns add {name}")
        link = _link_of(name)
        _ip(f"link add {link} type veth peer name eth0 netns {name}")
        _ip(f"link set {link} up")
        _ip(f"route add {address}/32 dev {link}")
        _ip(f"neighbor add proxy {address} dev eth0")
        _ip(f"neighbor add proxy {gateway} dev {link}")
        _inside(name, f"address add {address}/32 dev eth0", f"route add {gateway}/32 dev eth0", f"route add default via {gateway}")
        if block_metadata:
            _ip(f"-n {name} route add blackhole {METADATA_ADDRESS}/32")
        # The metadata service knows the machine, not the task.
        _nat(f"-A POSTROUTING -s {address}/32 -d {METADATA_ADDRESS} -p tcp {FORWARDED}")


def remove_awsvpc(name: str, address: str) -> None:
    with _locked():
        _nat(f"-D POSTROUTING -s {address}/32 -d {METADATA_ADDRESS} -p tcp {FORWARDED}", check=False)
        _ip(f"neighbor delete proxy {address} dev eth0", check=False)
        _ip(f"netns delete {name}", check=False)


def is_free(port: int, protocol: str) -> bool:
    """No program of the machine listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
            return True
        except OSError:
            return False


def _rule(binding: dict, address: str) -> str:
    protocol, port = binding["protocol"], binding["containerPort"]
    return f"DOCKER -p {protocol} --dport {binding['hostPort']} -j DNAT --to-destination {address}:{port}"


def _free_address() -> str:
    """The lowest address that no namespace has."""
    used = set()
    for name in os.listdir("/run/netns") if os.path.isdir("/run/netns") else []:
        answer = _ip(f"-n {name} -4 -o address show dev eth0", check=False)
        used |= {word.split("/")[0] for word in answer.split() if word.startswith("172.17.")}
    return next(address for number in range(2, 65534) if (address := f"172.17.{number // 256}.{number % 256}") not in used)


def _inside(name: str, *commands: str) -> None:
    for command in ("link set lo up", "link set eth0 up", *commands):
        _ip(f"-n {name} {command}")


def _link_of(name: str) -> str:
    return f"veth{name[-11:]}"


def _ip(arguments: str, check: bool = True) -> str:
    return _run(["ip", *arguments.split()], check)


def _nat(arguments: str, check: bool = True) -> None:
    _run(["iptables", "--wait", "--table", "nat", *arguments.split()], check)


def _run(command: list[str], check: bool) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


class _locked:
    def __enter__(self) -> None:
        self.file = open(LOCK, "w", encoding="utf-8")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()
