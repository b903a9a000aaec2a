"""AMIs that other accounts of the sandbox share: an account sees them without the tags of their owner."""

from typing import Any

from moto.ec2.models import EC2Backend, amis, ec2_backends


class SharedImage(amis.Ami):
    """Another account's AMI, as an account sees it. Its tags are the account's own."""

    def __init__(self, image: Any, backend: Any) -> None:
        self.__dict__.update(image.__dict__)
        self.image = image
        self.ec2_backend = backend

    @property
    def block_device_mappings(self) -> list[dict[str, Any]]:
        return self.image.block_device_mappings

    def get_tags(self) -> list[dict[str, str]]:
        return super().get_tags()


def install() -> None:
    moto_describe = EC2Backend.describe_images

    def describe_images(backend: Any, *arguments: Any, **named: Any) -> list[Any]:
        shared = {image.id: SharedImage(image, backend) for image in shared_with(backend)}
        backend.amis.update(shared)
        try:
            return moto_describe(backend, *arguments, **named)
        finally:
            for image_id in shared:
                backend.amis.pop(image_id)

    EC2Backend.describe_images = describe_images


def shared_with(backend: Any) -> list[Any]:
    others = [account for account in list(ec2_backends) if account != backend.account_id]
    return [
        image
        for account in others
        if backend.region_name in ec2_backends[account]
        for image in list(ec2_backends[account][backend.region_name].amis.values())
        if image.owner_id == account and is_open_to(image, backend.account_id)
    ]


def is_open_to(image: Any, account_id: str) -> bool:
    permissions = image.launch_permissions
    return any(one.get("UserId") == account_id or one.get("Group") == "all" for one in permissions)


def visible(backend: Any, image_id: str) -> Any:
    """An AMI of the account, of Amazon, or of an account that shares it; None for any other."""
    own = backend.amis.get(image_id)
    return own or next((image for image in shared_with(backend) if image.id == image_id), None)
