"""ECR: images as the registry stores them. A digest is that of the manifest, and an image that loses its tag stays."""

import hashlib
import json
import time
from fnmatch import fnmatchcase
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.ecr.exceptions import (
    ImageAlreadyExistsException,
    ImageNotFoundException,
    InvalidParameterException,
    RepositoryNotFoundException,
)
from moto.ecr.models import ECRBackend, Image, Repository
from moto.ecr.responses import ECRResponse

from patches.paging import paged_ecs


class ImageTagAlreadyExistsException(ServiceException):
    code = "ImageTagAlreadyExistsException"


class ImageDigestDoesNotMatchException(ServiceException):
    code = "ImageDigestDoesNotMatchException"


def install() -> None:
    moto_describe_repositories = ECRBackend.describe_repositories

    def describe_repositories(backend: Any, registry_id: str | None = None, repository_names: Any = None) -> Any:
        if repository_names and registry_id not in (None, backend.account_id):
            raise RepositoryNotFoundException(repository_names[0], registry_id)
        return moto_describe_repositories(backend, registry_id, repository_names)

    ECRBackend.describe_repositories = describe_repositories
    ECRResponse.describe_pull_through_cache_rules = describe_pull_through_cache_rules
    ECRResponse.put_image = put_image
    ECRResponse.batch_get_image = batch_get_image
    ECRResponse.batch_delete_image = batch_delete_image
    ECRResponse.describe_images = paged_ecs(describe_images, "imageDetails")
    ECRResponse.list_images = paged_ecs(ECRResponse.list_images, "imageIds")
    ECRResponse.describe_repositories = paged_ecs(ECRResponse.describe_repositories, "repositories")


def repository_of(response: Any) -> Repository:
    name, registry_id = response._get_param("repositoryName"), response._get_param("registryId")
    return response.ecr_backend._get_repository(name, registry_id)


def describe_pull_through_cache_rules(response: Any) -> ActionResult:
    return ActionResult({"pullThroughCacheRules": []})


def put_image(response: Any) -> ActionResult:
    repository, tag = repository_of(response), response._get_param("imageTag")
    text = response._get_param("imageManifest")
    manifest = parsed(text)
    media_type = response._get_param("imageManifestMediaType") or manifest.get("mediaType")
    if media_type is None:
        raise InvalidParameterException("image manifest mediatype not provided in manifest or parameter")
    digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    if response._get_param("imageDigest") not in (None, digest):
        raise ImageDigestDoesNotMatchException(
            f"The provided digest '{response._get_param('imageDigest')}' does not match the digest '{digest}' of the image"
        )
    image = find(repository, digest)
    if image is not None and (tag is None or tag in image.image_tags):
        raise ImageAlreadyExistsException(repository.name, repository.registry_id, digest, tag or "null")
    take_tag(repository, tag)
    if image is None:
        image = Image(repository.account_id, None, text, repository.name, media_type, digest)
        image.image_pushed_at = time.time()
        repository.images.append(image)
    if tag is not None:
        image.update_tag(tag)
    return ActionResult({"image": stored(repository, image, tag)})


def take_tag(repository: Repository, tag: str | None) -> None:
    """The image that has the tag loses it, and stays without one."""
    for image in repository.images:
        if tag is None or tag not in image.image_tags:
            continue
        if is_immutable(repository, tag):
            raise ImageTagAlreadyExistsException(
                f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot be "
                "overwritten because the repository is immutable."
            )
        image.remove_tag(tag)


def is_immutable(repository: Repository, tag: str) -> bool:
    filters = repository.image_tag_mutability_exclusion_filters or []
    excluded = any(fnmatchcase(tag, one["filter"]) for one in filters)
    return repository.is_tag_immutable() != excluded


def batch_get_image(response: Any) -> ActionResult:
    repository = repository_of(response)
    images, failures = [], []
    for image_id in response._get_param("imageIds") or []:
        tag = image_id.get("imageTag")
        image = find(repository, image_id.get("imageDigest"), tag)
        if image is None:
            failures.append(not_found(image_id))
        else:
            images.append(stored(repository, image, tag))
    return ActionResult({"images": images, "failures": failures})


def batch_delete_image(response: Any) -> ActionResult:
    """A tag alone is removed from its image; the last one, or a digest, deletes the image."""
    repository = repository_of(response)
    deleted, failures = [], []
    for image_id in response._get_param("imageIds") or []:
        digest, tag = image_id.get("imageDigest"), image_id.get("imageTag")
        image = find(repository, digest, tag)
        if image is None:
            failures.append(not_found(image_id))
            continue
        tags = [tag] if tag is not None else list(image.image_tags) or [None]
        deleted += [{"imageDigest": image.get_image_digest(), "imageTag": one} for one in tags]
        for one in tags:
            image.remove_tag(one)
        if not image.image_tags:
            repository.images.remove(image)
    return ActionResult({"imageIds": deleted, "failures": failures})


def describe_images(response: Any) -> ActionResult:
    repository, wanted = repository_of(response), response._get_param("imageIds")
    status = (response._get_param("filter") or {}).get("tagStatus", "ANY")
    if wanted:
        chosen = [required(repository, image_id) for image_id in wanted]
    else:
        chosen = [one for one in repository.images if status == "ANY" or bool(one.image_tags) == (status == "TAGGED")]
    return ActionResult({"imageDetails": [detail(repository, image) for image in unique(chosen)]})


def detail(repository: Repository, image: Image) -> dict[str, Any]:
    manifest = json.loads(image.image_manifest)
    parts = [*manifest.get("layers", []), manifest.get("config", {})]
    return {
        "registryId": repository.registry_id,
        "repositoryName": repository.name,
        "imageDigest": image.get_image_digest(),
        "imageTags": image.image_tags or None,
        "imageSizeInBytes": sum(part.get("size", 0) for part in parts),
        "imagePushedAt": image.image_pushed_at,
        "imageManifestMediaType": image.image_manifest_media_type,
        "artifactMediaType": manifest.get("config", {}).get("mediaType"),
    }


def stored(repository: Repository, image: Image, tag: str | None) -> dict[str, Any]:
    return {
        "registryId": repository.registry_id,
        "repositoryName": repository.name,
        "imageId": {"imageDigest": image.get_image_digest(), "imageTag": tag},
        "imageManifest": image.image_manifest,
        "imageManifestMediaType": image.image_manifest_media_type,
    }


def find(repository: Repository, digest: str | None, tag: str | None = None) -> Image | None:
    for image in repository.images:
        if (tag is None or tag in image.image_tags) and digest in (None, image.get_image_digest()):
            return image if tag is not None or digest is not None else None
    return None


def required(repository: Repository, image_id: dict[str, str]) -> Image:
    digest, tag = image_id.get("imageDigest"), image_id.get("imageTag")
    image = find(repository, digest, tag)
    if image is None:
        named = f"{{imageDigest:'{digest or 'null'}', imageTag:'{tag or 'null'}'}}"
        raise ImageNotFoundException(named, repository.name, repository.registry_id)
    return image


def not_found(image_id: dict[str, str]) -> dict[str, Any]:
    if not image_id:
        reason = "Invalid request parameters: both tag and digest cannot be null"
        return {"imageId": {}, "failureCode": "MissingDigestAndTag", "failureReason": reason}
    return {"imageId": image_id, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"}


def unique(images: list[Image]) -> list[Image]:
    return list({image.get_image_digest(): image for image in images}.values())


def parsed(text: str) -> dict[str, Any]:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise InvalidParameterException(
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"
        )
