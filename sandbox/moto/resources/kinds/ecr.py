import random
import string
from typing import Any

from resources.request import Kind, Record, Request, document


def create_repository(request: Request) -> Record:
    name = request["RepositoryName"] or generated(request)
    answer = request.aws.call(
        "ecr",
        "CreateRepository",
        repositoryName=name,
        tags=request.tags(),
        encryptionConfiguration=request["EncryptionConfiguration"],
        imageScanningConfiguration=request["ImageScanningConfiguration"],
        **mutability(request),
    )
    set_policies(request, name)
    repository = answer["repository"]
    return Record(name, {"Arn": repository["repositoryArn"], "RepositoryUri": repository["repositoryUri"]})


def update_repository(request: Request) -> Record:
    name = request.physical_id
    if request.differs("ImageTagMutability", "ImageTagMutabilityExclusionFilters"):
        own = {"imageTagMutability": "MUTABLE", **mutability(request)}
        request.aws.call("ecr", "PutImageTagMutability", repositoryName=name, **own)
    if request.differs("ImageScanningConfiguration"):
        scanning = request["ImageScanningConfiguration"] or {"ScanOnPush": False}
        request.aws.call(
            "ecr", "PutImageScanningConfiguration", repositoryName=name, imageScanningConfiguration=scanning
        )
    set_policies(request, name)
    uri = f"{request.account_id}.dkr.ecr.{request.region}.amazonaws.com/{name}"
    return Record(name, {"Arn": request.arn("ecr", f"repository/{name}"), "RepositoryUri": uri})


def set_policies(request: Request, name: str) -> None:
    lifecycle = (request["LifecyclePolicy"] or {}).get("LifecyclePolicyText")
    before = (request.previous.get("LifecyclePolicy") or {}).get("LifecyclePolicyText")
    if lifecycle and lifecycle != before:
        text = document(lifecycle)
        request.aws.call("ecr", "PutLifecyclePolicy", repositoryName=name, lifecyclePolicyText=text)
    elif before and not lifecycle:
        request.aws.call("ecr", "DeleteLifecyclePolicy", repositoryName=name)
    if request["RepositoryPolicyText"] and request.differs("RepositoryPolicyText"):
        text = document(request["RepositoryPolicyText"])
        request.aws.call("ecr", "SetRepositoryPolicy", repositoryName=name, policyText=text)
    elif request.previous.get("RepositoryPolicyText") and not request["RepositoryPolicyText"]:
        request.aws.call("ecr", "DeleteRepositoryPolicy", repositoryName=name)


def mutability(request: Request) -> dict[str, Any]:
    filters = request["ImageTagMutabilityExclusionFilters"]
    own = {"imageTagMutability": request["ImageTagMutability"]}
    if filters:
        own["imageTagMutabilityExclusionFilters"] = [
            {
                "filterType": one["ImageTagMutabilityExclusionFilterType"],
                "filter": one["ImageTagMutabilityExclusionFilterValue"],
            }
            for one in filters
        ]
    return {name: value for name, value in own.items() if value}


def remove_repository(request: Request) -> None:
    """Without EmptyOnDelete, ECR refuses to delete a repository with images."""
    force = request["EmptyOnDelete"]
    request.aws.call("ecr", "DeleteRepository", repositoryName=request.physical_id, force=force)


def generated(request: Request) -> str:
    """Names of repositories have no capital letters."""
    suffix = "".join(random.choices(string.ascii_lowercase + string.digits, k=12))
    return f"{request.stack_name}-{request.logical_id}".lower()[:243] + f"-{suffix}"


KINDS = {"AWS::ECR::Repository": Kind(create_repository, update_repository, remove_repository)}
