"""S3: reserved names, the defaults of new buckets, public policies, and conditions that S3 does not have. The gateway
evaluates policies."""

from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.exceptions import InvalidBucketName, S3ClientError
from moto.s3.models import FakeBucket, PublicAccessBlock, S3Backend
from moto.s3.responses import S3Response
from moto.s3.utils import bucket_policy_is_public


class NotSupportedByS3(S3ClientError):
    code = "NotImplemented"
    status = 501

    def __init__(self) -> None:
        super().__init__("A header you provided implies functionality that is not implemented")


class PublicPolicy(S3ClientError):
    code = "AccessDenied"
    status = 403

    def __init__(self) -> None:
        super().__init__("Access Denied: public policies are blocked by the BlockPublicPolicy block public access setting.")


def install() -> None:
    moto_create = S3Backend.create_bucket
    moto_put_policy = S3Backend.put_bucket_policy
    moto_put = S3Response.put_object

    def create_bucket(backend: Any, bucket_name: str, region_name: str, bucket_namespace: str | None = None) -> Any:
        # Only buckets in the account's own namespace have the suffix.
        if bucket_name.endswith("-an") and bucket_namespace != "account-regional":
            raise InvalidBucketName()
        bucket = moto_create(backend, bucket_name, region_name, bucket_namespace)
        bucket.public_access_block = PublicAccessBlock("true", "true", "true", "true")
        return bucket

    def put_bucket_policy(backend: Any, bucket_name: str, policy: bytes) -> None:
        block = backend.get_bucket(bucket_name).public_access_block
        if block and str(block.block_public_policy).lower() == "true" and bucket_policy_is_public(policy):
            raise PublicPolicy()
        moto_put_policy(backend, bucket_name, policy)

    def put_object(response: Any) -> Any:
        if response.headers.get("If-None-Match") not in (None, "*"):
            raise NotSupportedByS3()
        return moto_put(response)

    FakeBucket.get_permission = lambda *_: PermissionResult.NEUTRAL
    S3Backend.create_bucket = create_bucket
    S3Backend.put_bucket_policy = put_bucket_policy
    S3Response.put_object = put_object
