"""ECR."""

import json

from clients import TAGS, ecr
from failures import refused

MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json"
CONFIG = {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": f"sha256:{'0' * 64}", "size": 2}
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": MEDIA_TYPE, "config": CONFIG, "layers": []})
LIFECYCLE = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5},
            "action": {"type": "expire"},
        }
    ]
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Sid": "pull"}],
}


def repositories() -> None:
    ecr.get_authorization_token()
    ecr.describe_pull_through_cache_rules()
    created = ecr.create_repository(repositoryName="contract/web", tags=TAGS)["repository"]
    name = {"repositoryName": created["repositoryName"]}
    refused(ecr.create_repository, **name)
    ecr.describe_repositories(repositoryNames=["contract/web"])
    refused(ecr.describe_repositories, repositoryNames=["absent"])
    ecr.list_tags_for_resource(resourceArn=created["repositoryArn"])
    ecr.put_lifecycle_policy(**name, lifecyclePolicyText=json.dumps(LIFECYCLE))
    ecr.get_lifecycle_policy(**name)
    ecr.set_repository_policy(**name, policyText=json.dumps(POLICY))
    ecr.get_repository_policy(**name)
    stored_images(name)
    ecr.put_image_tag_mutability(**name, imageTagMutability="IMMUTABLE")
    refused(ecr.put_image, **name, imageManifest=f"{MANIFEST}\n", imageTag="1")
    refused(ecr.delete_repository, **name)
    ecr.batch_delete_image(**name, imageIds=[{"imageTag": "1"}, {"imageTag": "absent"}])
    ecr.delete_lifecycle_policy(**name)
    ecr.delete_repository_policy(**name)
    ecr.delete_repository(**name, force=True)


def stored_images(name: dict[str, str]) -> None:
    ecr.put_image(**name, imageManifest=MANIFEST, imageTag="1")
    refused(ecr.put_image, **name, imageManifest=MANIFEST, imageTag="1")
    ecr.list_images(**name)
    ecr.describe_images(**name, filter={"tagStatus": "TAGGED"})
    refused(ecr.describe_images, **name, imageIds=[{"imageTag": "absent"}])
    ecr.batch_get_image(**name, imageIds=[{"imageTag": "1"}, {"imageTag": "absent"}])
