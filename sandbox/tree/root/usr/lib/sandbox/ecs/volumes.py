"""Volumes of a task: folders of the machine, and volumes of Docker, which are real."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess

from ecs import inside


class CannotCreateVolume(Exception):
    pass


def create(task_definition: dict, task_id: str) -> dict[str, str]:
    """The folder of each volume by its name. Docker also creates a missing source folder."""
    name = f"ecs-{task_definition['family']}-{task_definition['revision']}"
    return {volume["name"]: _folder_of(volume, f"{name}-{volume['name']}-{task_id[:20]}") for volume in task_definition.get("volumes") or []}


def mounts(definitions: list[dict], definition: dict, folders: dict[str, str], rootfs: str) -> list[tuple[str, str, bool]]:
    """(source, path in the container, read-only), with those of other containers that `volumesFrom` names."""
    others = {other["name"]: other for other in definitions}
    points = [(point, point.get("readOnly") is True) for point in definition.get("mountPoints") or []]
    for entry in definition.get("volumesFrom") or []:
        inherited = others[entry["sourceContainer"]].get("mountPoints") or []
        points += [(point, entry.get("readOnly") is True or point.get("readOnly") is True) for point in inherited]
    for point, _ in points:
        _fill(folders[point["sourceVolume"]], inside.resolve(rootfs, point["containerPath"]))
    return [(folders[point["sourceVolume"]], point["containerPath"], read_only) for point, read_only in points]


def delete(task_definition: dict, task_id: str) -> None:
    """Those that live as long as the task."""
    name = f"ecs-{task_definition['family']}-{task_definition['revision']}"
    for volume in task_definition.get("volumes") or []:
        shared = (volume.get("dockerVolumeConfiguration") or {}).get("scope") == "shared"
        if not shared and not (volume.get("host") or {}).get("sourcePath"):
            try:
                _docker("DELETE", f"/volumes/{name}-{volume['name']}-{task_id[:20]}", None)
            except CannotCreateVolume:
                pass


def _folder_of(volume: dict, unique_name: str) -> str:
    for kind in ("efsVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration", "s3filesVolumeConfiguration"):
        if volume.get(kind):
            raise CannotCreateVolume(f"the sandbox has no volumes of {kind}: volume {volume['name']}")
    source = (volume.get("host") or {}).get("sourcePath")
    if source:
        os.makedirs(source, exist_ok=True)
        return source
    docker = volume.get("dockerVolumeConfiguration") or {}
    if docker.get("driver", "local") != "local":
        raise CannotCreateVolume(f"Error response from daemon: plugin \"{docker['driver']}\" not found")
    shared = docker.get("scope") == "shared"
    if shared and not docker.get("autoprovision"):
        found = _docker("GET", f"/volumes/{volume['name']}", None)
        return found["Mountpoint"]
    request = {"Name": volume["name"] if shared else unique_name, "DriverOpts": docker.get("driverOpts"), "Labels": docker.get("labels")}
    return _docker("POST", "/volumes/create", request)["Mountpoint"]


def _fill(folder: str, path: str) -> None:
    """Docker copies what the image has there into an empty volume that it created."""
    if folder.endswith("/_data") and os.path.isdir(path) and not os.listdir(folder):
        subprocess.run(["cp", "--archive", f"{path}/.", folder], check=False, capture_output=True)
        # No control group closes device files.
        subprocess.run(["find", folder, "(", "-type", "b", "-o", "-type", "c", ")", "-delete"], check=False, capture_output=True)
        shutil.copystat(path, folder)


class _Socket(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(10)
        self.sock.connect("/run/docker.sock")


def _docker(method: str, path: str, payload: dict | None) -> dict:
    connection = _Socket("docker")
    try:
        connection.request(method, path, json.dumps(payload) if payload else None, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
        document = json.loads(body) if body else {}
    except (OSError, ValueError) as error:
        raise CannotCreateVolume(f"Cannot connect to the Docker daemon at unix:///var/run/docker.sock: {error}") from error
    finally:
        connection.close()
    if answer.status >= 300:
        raise CannotCreateVolume(f"Error response from daemon: {document.get('message', '')}")
    return document
