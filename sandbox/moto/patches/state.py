"""The private API for the supervisor.

GET /sandbox/state and /sandbox/directory; POST /sandbox/tags, /sandbox/lookup, /sandbox/names,
/sandbox/targets, /sandbox/target-health, /sandbox/instances/ID and /sandbox/images/ID.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.ssm.models import ssm_backends

from patches import directory, group_lifecycle, images, load_balancers, names, target_groups, tasks

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def route(account_id: str, application: Application) -> Application:
    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/sandbox/"):
            return application(environ, start_response)
        result = respond(account_of(environ, account_id), path, environ)
        body = json.dumps(result).encode()
        status = "404 Not Found" if result is None else "200 OK"
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def account_of(environ: dict[str, Any], own: str) -> str:
    """The account of a call; the header is also that of moto's own responses."""
    return environ.get("HTTP_X_MOTO_ACCOUNT_ID", own)


def respond(account_id: str, path: str, environ: dict[str, Any]) -> Any:
    backends = list(ec2_backends[account_id].values())
    if path == "/sandbox/state":
        return {
            "instances": [describe(account_id, backend, i) for backend in backends for i in backend.all_instances()
                          if i.is_complete],
            "images": [describe_image(image) for backend in backends for image in list(backend.amis.values())
                       if image.owner_id == account_id],
            "groups": group_lifecycle.describe(account_id),
            "loadBalancers": load_balancers.describe(account_id),
            "targetGroups": target_groups.describe(account_id),
        }
    if path == "/sandbox/fleet":
        return tasks.fleet(account_id)
    if path == "/sandbox/directory":
        return directory.describe(account_id)
    length = int(environ.get("CONTENT_LENGTH") or 0)
    report = json.loads(environ["wsgi.input"].read(length))
    if path == "/sandbox/tags":
        return directory.tags(account_id, report["region"], report["ids"])
    if path == "/sandbox/names":
        return names.taken(account_id, report["region"], report["names"])
    if path == "/sandbox/targets":
        return target_groups.change(account_id, **report)
    if path == "/sandbox/target-health":
        target_groups.report(report["targets"])
        return {}
    if path == "/sandbox/lookup":
        return look_up(account_id, report["region"], report["parameters"])
    if path == "/sandbox/tasks":
        tasks.report(account_id, report)
        return {}
    if path == "/sandbox/alarms":
        return tasks.alarming(account_id, report["region"], report["names"])
    kind, identifier = path.split("/")[2:4]
    for backend in backends:
        if kind == "instances" and (instance := backend.get_instance_by_id(identifier)):
            instance.report(report["state"], report.get("reason"))
            return {}
        if kind == "images" and (image := backend.amis.get(identifier)):
            images.finish(backend, image, report["state"])
            return {}
    return None


def look_up(account_id: str, region: str, names: list[str]) -> dict[str, Any]:
    """Values of SSM parameters and availability zones, for templates."""
    found = ssm_backends[account_id][region].get_parameters(names) if names else {}
    zones = ec2_backends[account_id][region].describe_availability_zones()
    return {
        "parameters": {name: parameter.value for name, parameter in found.items()},
        "zones": [zone.name for zone in zones],
    }


def describe_image(image: Any) -> dict[str, Any]:
    return {
        "imageId": image.id,
        "region": image.ec2_backend.region_name,
        "name": image.name,
        "state": image.state,
        "sourceInstanceId": image.instance_id,
        "sourceImageId": image.source_image,
        "noReboot": getattr(image, "no_reboot", False),
    }


def describe(account_id: str, backend: Any, instance: Any) -> dict[str, Any]:
    nic = instance.nics.get(0)
    key_pair = backend.key_pairs.get(instance.key_name)
    options = instance.metadata_options
    return {
        "instanceId": instance.id,
        "region": backend.region_name,
        "state": instance.state,
        "reboots": getattr(instance, "reboots", 0),
        "imageId": instance.image_id,
        "address": instance.private_ip if nic else None,
        "publicAddress": instance.public_ip if nic else None,
        "macAddress": nic.mac_address if nic else None,
        "instanceType": instance.instance_type,
        "isSpot": getattr(instance, "instance_lifecycle", None) == "spot",
        "architecture": instance.architecture,
        "availabilityZone": instance.availability_zone,
        "launchTime": instance.launch_time.isoformat(),
        "vpcId": instance.vpc_id,
        "subnetId": instance.subnet_id,
        "keyName": instance.key_name,
        "publicKey": key_pair.public_key if key_pair else None,
        "userData": encoded(instance.user_data),
        "securityGroups": [{"id": group.id, "name": group.name} for group in instance.security_groups],
        "httpEndpoint": options.http_endpoint,
        "httpTokens": options.http_tokens,
        "httpPutResponseHopLimit": options.http_put_response_hop_limit,
        "instanceMetadataTags": options.instance_metadata_tags,
        "tags": {tag["key"]: tag["value"] for tag in instance.get_tags()},
        "rootDevice": instance.root_device_name,
        "profile": profile_of(account_id, backend, instance),
        "devices": [
            {
                "device": device,
                "sizeGiB": backend.volumes[attached.volume_id].size,
                "snapshotId": backend.volumes[attached.volume_id].snapshot_id,
            }
            for device, attached in instance.get_block_device_mapping
            if attached.volume_id in backend.volumes
        ],
    }


def encoded(user_data: Any) -> str | None:
    """Base64, as in a request."""
    if not user_data:
        return None
    if isinstance(user_data, str):
        return user_data
    return user_data.as_bytes().decode()


def profile_of(account_id: str, backend: Any, instance: Any) -> dict[str, str] | None:
    association = next(
        (a for a in backend.iam_instance_profile_associations.values() if a.instance.id == instance.id), None
    )
    profile = association.iam_instance_profile if association else template_profile(account_id, instance)
    if profile is None or not profile.roles:
        return None
    return {"arn": profile.arn, "id": profile.id, "role": profile.roles[0].name}


def template_profile(account_id: str, instance: Any) -> Any:
    wanted = instance.instance_profile_of_template or {}
    for profile in iam_backends[account_id]["aws"].instance_profiles.values():
        if wanted and (profile.arn == wanted.get("Arn") or profile.name == wanted.get("Name")):
            return profile
    return None
