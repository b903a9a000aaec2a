from typing import Any

from botocore.exceptions import ClientError
from moto.s3.models import s3_backends

from resources.calls import Unsupported
from resources.request import Kind, Record, Request, document

# Property of the template, and the calls that set and remove it.
SETTINGS = {
    "BucketEncryption": ("PutBucketEncryption", "DeleteBucketEncryption"),
    "LifecycleConfiguration": ("PutBucketLifecycleConfiguration", "DeleteBucketLifecycle"),
    "OwnershipControls": ("PutBucketOwnershipControls", "DeleteBucketOwnershipControls"),
    "PublicAccessBlockConfiguration": ("PutPublicAccessBlock", "DeletePublicAccessBlock"),
    "VersioningConfiguration": ("PutBucketVersioning", None),
}
NAMES = ("BucketName", "BucketNamePrefix", "BucketNamespace", "Tags")
EXPIRATION = {"ExpirationInDays": "Days", "ExpirationDate": "Date", "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker"}
RULE = ("Id", "Prefix", "Status", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload", *EXPIRATION)


def create_bucket(request: Request) -> Record:
    refuse_unknown(request)
    name = request["BucketName"] or generated_name(request)
    # In us-east-1, CreateBucket accepts a bucket of the same account.
    if name in s3_backends.bucket_accounts:
        raise ClientError({"Error": {"Code": "BucketAlreadyExists", "Message": f"{name} already exists"}}, "CreateBucket")
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": request.region}}
    request.aws.call(
        "s3",
        "CreateBucket",
        Bucket=name,
        BucketNamespace=request["BucketNamespace"],
        **({} if request.region == "us-east-1" else elsewhere),
    )
    try:
        for setting in SETTINGS:
            if request[setting]:
                put(request, name, setting)
        put_tags(request, name)
    except Exception:
        # A creation that fails halfway leaves nothing.
        request.aws.call("s3", "DeleteBucket", Bucket=name)
        raise
    return described(request, name)


def update_bucket(request: Request) -> Record:
    refuse_unknown(request)
    name = request.physical_id
    for setting, (_, removing) in SETTINGS.items():
        if not request.differs(setting):
            continue
        if request[setting]:
            put(request, name, setting)
        elif removing is None:
            suspended = {"Status": "Suspended"}
            request.aws.call("s3", "PutBucketVersioning", Bucket=name, VersioningConfiguration=suspended)
        else:
            request.aws.call("s3", removing, Bucket=name)
    if request.differs("Tags") or request.stack_tags != request.previous_stack_tags:
        put_tags(request, name)
    return described(request, name)


def remove_bucket(request: Request) -> None:
    request.aws.call("s3", "DeleteBucket", Bucket=request.physical_id)


def put(request: Request, name: str, setting: str) -> None:
    value = request[setting]
    parameters = {
        "BucketEncryption": lambda: {"ServerSideEncryptionConfiguration": encryption(value)},
        "LifecycleConfiguration": lambda: {"LifecycleConfiguration": {"Rules": [rule(one) for one in value["Rules"]]}},
    }.get(setting, lambda: {setting: value})
    request.aws.call("s3", SETTINGS[setting][0], Bucket=name, **parameters())


def encryption(value: dict[str, Any]) -> dict[str, Any]:
    """The API has another name for the default than CloudFormation."""
    rules = [dict(one) for one in value["ServerSideEncryptionConfiguration"]]
    for one in rules:
        if "ServerSideEncryptionByDefault" in one:
            one["ApplyServerSideEncryptionByDefault"] = one.pop("ServerSideEncryptionByDefault")
    return {"Rules": rules}


def rule(value: dict[str, Any]) -> dict[str, Any]:
    unknown = [name for name in value if name not in RULE]
    if unknown:
        raise Unsupported(f"LifecycleConfiguration.Rules.{unknown[0]}")
    expiration = {api: value[name] for name, api in EXPIRATION.items() if name in value}
    same = {name: value[name] for name in ("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload") if name in value}
    return {
        "ID": value.get("Id"),
        "Status": value["Status"],
        "Filter": {"Prefix": value.get("Prefix", "")},
        **same,
        **({"Expiration": expiration} if expiration else {}),
    }


def put_tags(request: Request, name: str) -> None:
    # S3 refuses the tags of CloudFormation itself, which it sets on its own.
    own = [tag for tag in request.tags() if not tag["Key"].startswith("aws:")]
    if own:
        request.aws.call("s3", "PutBucketTagging", Bucket=name, Tagging={"TagSet": own})
    elif request.previous:
        request.aws.call("s3", "DeleteBucketTagging", Bucket=name)


def refuse_unknown(request: Request) -> None:
    unknown = [name for name in request.properties if name not in (*SETTINGS, *NAMES)]
    if unknown:
        raise Unsupported(f"AWS::S3::Bucket.{unknown[0]}")


def generated_name(request: Request) -> str:
    if request["BucketNamePrefix"]:
        return f"{request['BucketNamePrefix']}-{request.account_id}-{request.region}-an"
    return request.name(None, 63).lower()


def described(request: Request, name: str) -> Record:
    return Record(
        name,
        {
            "Arn": f"arn:aws:s3:::{name}",
            "DomainName": f"{name}.s3.amazonaws.com",
            "DualStackDomainName": f"{name}.s3.dualstack.{request.region}.amazonaws.com",
            "RegionalDomainName": f"{name}.s3.{request.region}.amazonaws.com",
            "WebsiteURL": f"http://{name}.s3-website-{request.region}.amazonaws.com",
        },
    )


def create_policy(request: Request) -> Record:
    bucket = request["Bucket"]
    try:
        request.aws.call("s3", "GetBucketPolicy", Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucketPolicy":
            raise
        return put_policy(request)
    exists = {"Code": "PolicyAlreadyExists", "Message": f"The bucket policy already exists on bucket {bucket}."}
    raise ClientError({"Error": exists}, "PutBucketPolicy")


def put_policy(request: Request) -> Record:
    request.aws.call("s3", "PutBucketPolicy", Bucket=request["Bucket"], Policy=document(request["PolicyDocument"]))
    return Record(request["Bucket"])


def remove_policy(request: Request) -> None:
    request.aws.call("s3", "DeleteBucketPolicy", Bucket=request["Bucket"])


KINDS = {
    "AWS::S3::Bucket": Kind(create_bucket, update_bucket, remove_bucket),
    "AWS::S3::BucketPolicy": Kind(create_policy, put_policy, remove_policy),
}
