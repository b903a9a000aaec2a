"""Images: pulled with skopeo, unpacked once for each digest. Errors have the words of Docker and the real agent."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from dataclasses import dataclass

import aws

PROGRAMS = "/opt/sandbox/containers/bin"
# A download of Debian packages.
PROGRAMS_SECONDS = 120
FOLDER = "/var/lib/ecs/data/images"
ECR = re.compile(r"^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$")
# ecs-init loads it from its cache, so every instance has it.
AGENT = "docker.io/amazon/amazon-ecs-agent:latest"
AGENT_ARCHIVE = "/var/cache/ecs/ecs-agent.tar"
_one_at_a_time = threading.Lock()


class CannotPull(Exception):
    """The message starts with the agent's name of the error."""


@dataclass(frozen=True)
class Image:
    digest: str
    rootfs: str
    # `config` of the OCI image.
    config: dict


def pull(reference: str, credentials: dict[str, str] | None, proxy: aws.Proxy) -> Image:
    """`credentials` are the execution role's; without them, ECR is called with the instance's role.

    An image that cannot be pulled is not an error if the instance has it (ECS_IMAGE_PULL_BEHAVIOR=default). With
    prefer-cached, such an image is not pulled.
    """
    with _one_at_a_time:
        _await_programs()
        name = canonical(reference)
        if os.environ.get("ECS_IMAGE_PULL_BEHAVIOR") == "prefer-cached" and (present := _present(name)):
            return present
        try:
            options = ["--tls-verify=false", *_login(name, credentials, proxy)]
            digest = "sha256:" + hashlib.sha256(_skopeo(reference, "inspect", "--raw", *options, f"docker://{name}")).hexdigest()
            image = stored(digest) or _fetch(reference, name, digest, options)
        except CannotPull:
            present = _present(name)
            if present is None:
                raise
            return present
        _remember(name, digest)
        return image


def _present(name: str) -> Image | None:
    if name == AGENT and os.path.exists(AGENT_ARCHIVE):
        return _agent_image()
    digest = _digest_of(name)
    return stored(digest) if digest else None


def _agent_image() -> Image:
    """A program that only knows `-version`, with the shell that runs it."""
    folder = f"{FOLDER}/agent"
    if not os.path.isdir(folder):
        root = f"{folder}.partial/rootfs"
        shutil.rmtree(f"{folder}.partial", ignore_errors=True)
        libraries = subprocess.run(["ldd", "/bin/bash"], check=True, capture_output=True, text=True).stdout
        for path in ["/bin/bash", *re.findall(r"(/\S+)", libraries)]:
            os.makedirs(root + os.path.dirname(path), exist_ok=True)
            shutil.copy(path, root + path)
        for mount_point in ("dev", "etc", "proc", "sys", "tmp"):
            os.makedirs(f"{root}/{mount_point}", exist_ok=True)
        with open(f"{root}/agent", "w", encoding="utf-8") as program:
            program.write('#!/bin/bash\n[[ $1 == -version ]] || exit 1\necho \'{"agentVersion": "sandbox"}\'\n')
        os.chmod(f"{root}/agent", 0o755)
        os.rename(f"{folder}.partial", folder)
    return Image("sha256:" + hashlib.sha256(b"agent").hexdigest(), f"{folder}/rootfs", {"Entrypoint": ["/agent"]})


def canonical(reference: str) -> str:
    """With registry and tag, as Docker completes it. A digest replaces the tag."""
    first, _, rest = reference.partition("/")
    is_registry = rest != "" and ("." in first or ":" in first or first == "localhost")
    path = reference if is_registry else "docker.io/" + (reference if rest else f"library/{reference}")
    if "@" in path:
        place, _, digest = path.partition("@")
        return re.sub(r":[^/:]*$", "", place) + "@" + digest
    return path if ":" in path.rsplit("/", 1)[-1] else f"{path}:latest"


def reason_of(reference: str, problem: str) -> str:
    """Docker's message for the last line of skopeo's output."""
    name, _, tag = reference.rpartition(":") if ":" in reference.rsplit("/", 1)[-1] else (reference, "", "latest")
    for code in ("manifest unknown", "name unknown", "denied", "unauthorized", "no basic auth credentials"):
        found = re.search(rf'{code}(?:: (.*?))?"?$', problem)
        if found is None:
            continue
        detail = (found[1] or code).strip()
        if code == "manifest unknown":
            return f"Error response from daemon: manifest for {name}:{tag} not found: manifest unknown: {detail}"
        if code == "name unknown":
            return f"Error response from daemon: repository {name} not found: name unknown: {detail}"
        return (
            f"Error response from daemon: pull access denied for {name}, repository does not exist or may require "
            f"'docker login': denied: {detail}"
        )
    return f"Error response from daemon: {problem}"


def _login(name: str, credentials: dict[str, str] | None, proxy: aws.Proxy) -> list[str]:
    match = ECR.match(name.partition("/")[0])
    if match is None:
        return []
    _resolve(match[0])
    target = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"
    try:
        answer = aws.call_json("ecr", target, {"registryIds": [match[1]]}, match[2], proxy, credentials)
    except (aws.AwsError, aws.NoCredentials, OSError) as error:
        raise CannotPull(f"CannotPullECRContainerError: {error}") from error
    token = base64.b64decode(answer["authorizationData"][0]["authorizationToken"]).decode()
    return [f"--creds={token}"]


def _resolve(host: str) -> None:
    """The registry has the address of the API. Names are resolved from files only."""
    try:
        socket.gethostbyname(host)
    except OSError:
        with open("/etc/hosts", "a", encoding="utf-8") as hosts:
            hosts.write(f"{socket.gethostbyname(aws.ENDPOINT)} {host} # sandbox\n")


def _skopeo(reference: str, *arguments: str) -> bytes:
    command = [f"{PROGRAMS}/skopeo", "--override-os=linux", "--override-arch=amd64", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotPull(f"CannotPullContainerError: {error}") from error
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no output"]
        message = re.search(r'msg="(.*)"$', lines[-1])
        problem = message[1].replace('\\"', '"') if message else lines[-1]
        raise CannotPull(f"CannotPullContainerError: {reason_of(reference, problem)}")
    return done.stdout


def _fetch(reference: str, name: str, digest: str, options: list[str]) -> Image:
    layout = f"{FOLDER}/layout"
    label = digest.replace(":", "-")
    os.makedirs(FOLDER, mode=0o700, exist_ok=True)
    source_options = [option.replace("--tls-verify", "--src-tls-verify").replace("--creds", "--src-creds") for option in options]
    _skopeo(reference, "copy", "--quiet", *source_options, f"docker://{name}", f"oci:{layout}:{label}")
    partial = f"{FOLDER}/{label}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    os.makedirs(partial)
    unpack = [f"{PROGRAMS}/umoci", "raw", "unpack", "--image", f"{layout}:{label}", f"{partial}/rootfs"]
    done = subprocess.run(unpack, capture_output=True, check=False)
    if done.returncode != 0:
        problem = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise CannotPull(f"CannotPullContainerError: failed to register layer: {''.join(problem)}")
    with open(f"{partial}/config.json", "w", encoding="utf-8") as file:
        json.dump(_config_in(layout, label), file)
    os.rename(partial, f"{FOLDER}/{label}")
    image = stored(digest)
    assert image is not None
    return image


def _await_programs() -> None:
    """The sandbox downloads them for its first task; they appear all at once."""
    deadline = time.monotonic() + PROGRAMS_SECONDS
    while not os.path.isdir(PROGRAMS) and time.monotonic() < deadline:
        time.sleep(0.2)


def _digest_of(name: str) -> str | None:
    return _names().get(name)


def _remember(name: str, digest: str) -> None:
    with open(f"{FOLDER}/names.json.draft", "w", encoding="utf-8") as file:
        json.dump(_names() | {name: digest}, file)
    os.rename(f"{FOLDER}/names.json.draft", f"{FOLDER}/names.json")


def _names() -> dict[str, str]:
    try:
        with open(f"{FOLDER}/names.json", encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def stored(digest: str) -> Image | None:
    folder = f"{FOLDER}/{digest.replace(':', '-')}"
    try:
        with open(f"{folder}/config.json", encoding="utf-8") as file:
            return Image(digest, f"{folder}/rootfs", json.load(file))
    except FileNotFoundError:
        return None


def _config_in(layout: str, label: str) -> dict:
    def blob(digest: str) -> dict:
        with open(f"{layout}/blobs/{digest.replace(':', '/')}", encoding="utf-8") as file:
            return json.load(file)

    with open(f"{layout}/index.json", encoding="utf-8") as file:
        manifests = json.load(file)["manifests"]
    names = [entry for entry in manifests if entry.get("annotations", {}).get("org.opencontainers.image.ref.name") == label]
    return blob(blob(names[0]["digest"])["config"]["digest"]).get("config") or {}
