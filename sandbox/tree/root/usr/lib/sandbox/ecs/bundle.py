"""The OCI runtime configuration of a container, from its definition and its image. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

# Docker's without CAP_MKNOD: control groups of machines are read-only, so they neither limit resources nor close devices.
CAPABILITIES = (
    "CAP_AUDIT_WRITE CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_FSETID CAP_KILL CAP_NET_BIND_SERVICE "
    "CAP_NET_RAW CAP_SETFCAP CAP_SETGID CAP_SETPCAP CAP_SETUID CAP_SYS_CHROOT"
).split()
PRIVILEGED = CAPABILITIES + (
    "CAP_DAC_READ_SEARCH CAP_IPC_LOCK CAP_IPC_OWNER CAP_LEASE CAP_LINUX_IMMUTABLE CAP_NET_ADMIN CAP_NET_BROADCAST "
    "CAP_SYS_ADMIN CAP_SYS_BOOT CAP_SYS_NICE CAP_SYS_PTRACE CAP_SYS_RAWIO CAP_SYS_RESOURCE CAP_SYS_TIME "
    "CAP_SYS_TTY_CONFIG CAP_SYSLOG"
).split()
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
MASKED = ["/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/sched_debug", "/sys/firmware"]
READ_ONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]


class InvalidContainer(Exception):
    """Docker refuses to start the container; the message has Docker's words."""


@dataclass(frozen=True)
class Surroundings:
    """What the machine provides for a container. Mounts: (source, path in the container, read-only)."""

    hostname: str
    environment: dict[str, str]
    mounts: list[tuple[str, str, bool]] = field(default_factory=list)
    # Path of the network namespace; None is the machine's own.
    network: str | None = None


def command_of(definition: dict, image: dict) -> list[str]:
    """An entry point in the task definition replaces the image's, and its command."""
    entry = definition.get("entryPoint")
    own = definition.get("command")
    command = own if own else ([] if entry else image.get("Cmd") or [])
    arguments = list(entry or image.get("Entrypoint") or []) + list(command)
    if not arguments:
        raise InvalidContainer("no command specified")
    return arguments


def environment_of(image: dict, *layers: dict[str, str]) -> list[str]:
    """Later layers replace earlier ones."""
    merged = {"PATH": PATH}
    for entry in image.get("Env") or []:
        name, _, value = entry.partition("=")
        merged[name] = value
    for layer in layers:
        merged |= layer
    return [f"{name}={value}" for name, value in merged.items()]


def user_of(text: str, passwd: str, group: str) -> dict:
    """`name`, `uid`, `name:group` …, with the files of the image."""
    name, _, group_name = text.partition(":")
    users = [line.split(":") for line in passwd.splitlines() if line.count(":") >= 3]
    groups = [line.split(":") for line in group.splitlines() if line.count(":") >= 3]
    found = next((user for user in users if name in (user[0], user[2])), None)
    if found is None and not (name or "0").isdigit():
        raise InvalidContainer(f"unable to find user {name}: no matching entries in passwd file")
    uid = int(found[2]) if found else int(name or 0)
    gid = int(found[3]) if found else 0
    if group_name:
        known = next((entry for entry in groups if group_name in (entry[0], entry[2])), None)
        if known is None and not group_name.isdigit():
            raise InvalidContainer(f"unable to find group {group_name}: no matching entries in group file")
        gid = int(known[2]) if known else int(group_name)
    additional = [int(entry[2]) for entry in groups if found and found[0] in entry[3].split(",")] if not group_name else []
    return {"uid": uid, "gid": gid} | ({"additionalGids": additional} if additional else {})


def configuration(definition: dict, image: dict, user: dict, surroundings: Surroundings) -> dict:
    """`image` is the `config` of the OCI image; `user` comes from `user_of`."""
    linux = definition.get("linuxParameters") or {}
    change = linux.get("capabilities") or {}
    capabilities = _capabilities(definition.get("privileged") is True, change.get("add") or [], change.get("drop") or [])
    held = capabilities if user["uid"] == 0 else []
    own_network = [] if surroundings.network is None else [{"type": "network", "path": surroundings.network}]
    return {
        "ociVersion": "1.0.2",
        "process": {
            "user": user,
            "args": command_of(definition, image),
            "env": environment_of(image, {"HOSTNAME": surroundings.hostname}, surroundings.environment),
            "cwd": definition.get("workingDirectory") or image.get("WorkingDir") or "/",
            "capabilities": {"bounding": capabilities, "effective": held, "permitted": held},
        },
        "root": {"path": "rootfs", "readonly": definition.get("readonlyRootFilesystem") is True},
        "hostname": surroundings.hostname,
        "mounts": _system_mounts(linux, surroundings.network is None) + [_bind(*mount) for mount in surroundings.mounts],
        "linux": {
            "namespaces": [{"type": kind} for kind in ("pid", "mount", "ipc", "uts")] + own_network,
            **({} if definition.get("privileged") else {"maskedPaths": MASKED, "readonlyPaths": READ_ONLY}),
        },
    }


def _capabilities(privileged: bool, add: list[str], drop: list[str]) -> list[str]:
    named = lambda names: {f"CAP_{name.upper().removeprefix('CAP_')}" for name in names}  # noqa: E731
    present = set(PRIVILEGED if privileged or "ALL" in add else CAPABILITIES)
    present = (set() if "ALL" in drop else present - named(drop)) | (named(add) - {"CAP_ALL", "CAP_MKNOD"})
    return sorted(present)


def _system_mounts(linux: dict, host_network: bool) -> list[dict]:
    shared = f"size={linux.get('sharedMemorySize', 64)}m"
    # A new sysfs belongs to a network namespace of the container.
    sysfs = {"type": "bind", "source": "/sys", "options": ["rbind", "nosuid", "noexec", "nodev", "ro"]}
    own_sysfs = {"type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"]}
    return [
        {"destination": "/proc", "type": "proc", "source": "proc"},
        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755", "size=65536k"]},
        {
            "destination": "/dev/pts",
            "type": "devpts",
            "source": "devpts",
            "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"],
        },
        {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev", "mode=1777", shared]},
        {"destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue", "options": ["nosuid", "noexec", "nodev"]},
        {"destination": "/sys", **(sysfs if host_network else own_sysfs)},
    ] + [
        {
            "destination": mount["containerPath"],
            "type": "tmpfs",
            "source": "tmpfs",
            "options": [f"size={mount['size']}m", *(mount.get("mountOptions") or [])],
        }
        for mount in linux.get("tmpfs") or []
    ]


def _bind(source: str, destination: str, read_only: bool) -> dict:
    options = ["rbind", "rprivate", "ro" if read_only else "rw"]
    return {"destination": destination, "type": "bind", "source": source, "options": options}
