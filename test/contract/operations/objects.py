"""S3."""

import json

from clients import TAGS, s3


def objects() -> None:
    s3.create_bucket(Bucket="contract")
    s3.head_bucket(Bucket="contract")
    s3.put_object(Bucket="contract", Key="templates/one", Body=b"{}", ContentType="application/json")
    s3.head_object(Bucket="contract", Key="templates/one")
    s3.get_object(Bucket="contract", Key="templates/one")["Body"].read()
    s3.list_objects_v2(Bucket="contract", Prefix="templates/", MaxKeys=1)
    s3.copy_object(Bucket="contract", Key="templates/two", CopySource="contract/templates/one")
    s3.put_object(Bucket="contract", Key="templates/three", Body=b"", IfNoneMatch="*")
    settings()
    s3.list_object_versions(Bucket="contract", Prefix="templates/", MaxKeys=1)
    for name in ("one", "two", "three"):
        s3.delete_object(Bucket="contract", Key=f"templates/{name}")
    s3.delete_bucket(Bucket="contract")


def settings() -> None:
    bucket = {"Bucket": "contract"}
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    s3.put_bucket_encryption(**bucket, ServerSideEncryptionConfiguration=encryption)
    s3.get_bucket_encryption(**bucket)
    s3.delete_bucket_encryption(**bucket)
    rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(**bucket, LifecycleConfiguration={"Rules": [rule]})
    s3.get_bucket_lifecycle_configuration(**bucket)
    s3.delete_bucket_lifecycle(**bucket)
    s3.put_bucket_ownership_controls(
        **bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    s3.get_bucket_ownership_controls(**bucket)
    s3.delete_bucket_ownership_controls(**bucket)
    s3.put_public_access_block(**bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    s3.get_public_access_block(**bucket)
    s3.delete_public_access_block(**bucket)
    s3.put_bucket_tagging(**bucket, Tagging={"TagSet": TAGS})
    s3.get_bucket_tagging(**bucket)
    s3.delete_bucket_tagging(**bucket)
    s3.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": "Suspended"})
    s3.get_bucket_versioning(**bucket)
    secret = "arn:aws:s3:::contract/secret"
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": secret}
    s3.put_bucket_policy(**bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    s3.get_bucket_policy(**bucket)
    s3.delete_bucket_policy(**bucket)
