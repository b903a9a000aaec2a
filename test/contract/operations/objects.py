"""S3."""

from clients import s3


def objects() -> None:
    s3.create_bucket(Bucket="contract")
    s3.head_bucket(Bucket="contract")
    s3.put_object(Bucket="contract", Key="templates/one", Body=b"{}", ContentType="application/json")
    s3.head_object(Bucket="contract", Key="templates/one")
    s3.get_object(Bucket="contract", Key="templates/one")["Body"].read()
    s3.list_objects_v2(Bucket="contract", Prefix="templates/", MaxKeys=1)
    s3.delete_object(Bucket="contract", Key="templates/one")
    s3.delete_bucket(Bucket="contract")
