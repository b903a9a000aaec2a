"""Amazon's public AMIs: moto's list with additional facts."""

import re
from datetime import datetime, timezone
from typing import Any

from moto.core.parse import default_timestamp_parser
from moto.ec2.models import amis, ec2_backends
from moto.utilities.utils import load_resource

RELEASE = re.compile(r"\.(20\d{6})-")
NAME = re.compile(r"^(al2023-ami-(?:minimal-)?)2023\.\d+\.\d{8}")
# The last one in sandbox/tree/rpm/releases: AMIs and repositories of a release are published together.
NEWEST_RELEASE = "2023.12.20261020"
# Debian's Packer signs with SHA-1 only; this tag says that the sandbox's machines accept it.
SHA1_ACCEPTED = {"key": "packer-ecs:ssh-rsa-sha1", "value": "accepted"}
LISTS = ("amis", "latest_amis/{region}", "ecs/optimized_amis/{region}")


class PublicImage(amis.Ami):
    """An AMI of Amazon. Moto creates a volume and a snapshot for each of 1,300; here they are only names."""

    def __init__(self, backend: Any, facts: dict[str, Any]) -> None:
        self.ec2_backend = backend
        self.id = facts["ami_id"]
        self.name = NAME.sub(rf"\g<1>{NEWEST_RELEASE}", facts["name"])
        self.state = "available"
        self.description = facts.get("description")
        self.owner_id = facts.get("owner_id") or backend.account_id
        self.owner_alias = "amazon"
        self.architecture = facts.get("architecture")
        self.virtualization_type = facts.get("virtualization_type")
        self.hypervisor = facts.get("hypervisor")
        self.platform = facts.get("platform")
        self.image_type = facts.get("image_type", "machine")
        self.image_location = f"amazon/{self.name}"
        self.root_device_name = facts.get("root_device_name", "/dev/xvda")
        self.root_device_type = facts.get("root_device_type", "ebs")
        self.sriov = self.sriov_net_support = facts.get("sriov", "simple")
        self.ena_support = True
        self.boot_mode = "uefi-preferred" if self.architecture == "x86_64" else "uefi"
        self.kernel_id = None
        self.instance_id = None
        self.product_codes = set()
        self.launch_permissions = [{"Group": "all"}]
        self.creation_date = creation_date(facts)
        if self.is_ecs_al2023:
            self.imds_support = "v2.0"

    @property
    def is_ecs_al2023(self) -> bool:
        return bool(self.name) and self.name.startswith("al2023-ami-ecs-")

    @property
    def block_device_mappings(self) -> list[dict[str, Any]]:
        return [
            {
                "DeviceName": self.root_device_name,
                "Ebs": {
                    "SnapshotId": f"snap-{self.id.removeprefix('ami-')}",
                    "VolumeSize": 30 if self.is_ecs_al2023 else 8,
                    "VolumeType": "gp3" if self.is_ecs_al2023 else "gp2",
                    "DeleteOnTermination": True,
                    "Encrypted": False,
                    **({"Iops": 3000, "Throughput": 125} if self.is_ecs_al2023 else {}),
                },
            }
        ]

    def get_tags(self) -> list[dict[str, str]]:
        own = super().get_tags()
        return [*own, SHA1_ACCEPTED] if self.is_ecs_al2023 else own


def install() -> None:
    def load_amis(backend: Any) -> None:
        for path in LISTS:
            try:
                listed = load_resource(f"ec2/resources/{path.format(region=backend.region_name)}.json")
            except FileNotFoundError:
                continue
            backend.amis.update({facts["ami_id"]: PublicImage(backend, facts) for facts in listed})

    amis.AmiBackend._load_amis = load_amis


def load(account_id: str, region: str) -> None:
    """Loads the AMIs before the first call, so that it does not have to wait."""
    ec2_backends[account_id][region]


def creation_date(facts: dict[str, Any]) -> datetime:
    """Moto has no dates for ECS AMIs; their name contains the release date."""
    if facts.get("creation_date"):
        return default_timestamp_parser(facts["creation_date"])
    release = RELEASE.search(facts["name"] or "")
    if release is None:
        return datetime(2020, 1, 1, tzinfo=timezone.utc)
    return datetime.strptime(release.group(1), "%Y%m%d").replace(hour=18, tzinfo=timezone.utc)
