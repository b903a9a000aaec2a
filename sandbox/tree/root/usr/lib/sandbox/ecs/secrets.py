"""Values for the environment of a container: secrets, and files in S3. Errors have the real agent's words."""

from __future__ import annotations

import json
from collections.abc import Callable

import aws


class Unavailable(Exception):
    """Why the task cannot start."""


# (service, target, payload, region): a call signed with the execution role.
Call = Callable[[str, str, dict, str], dict]
# (bucket, key, region): status and body of an object, read with the execution role.
ReadObject = Callable[[str, str, str], tuple[int, bytes]]


def check_role(definition: dict, role: dict | None) -> None:
    """The agent reads secrets and environment files with the execution role only, never with the instance's role."""
    if role is not None:
        return
    values = [secret["valueFrom"] for secret in definition.get("secrets") or []]
    kinds = ["environment file"] if definition.get("environmentFiles") else []
    kinds += ["asm secret" if is_secret(value) else "ssm secret" for value in values]
    if kinds:
        raise Unavailable(f"ResourceInitializationError: {kinds[0]} resource: unable to find execution role credentials")


def resolve(secrets: list[dict], region: str, call: Call) -> dict[str, str]:
    """`secrets` as in a container definition: name, valueFrom."""
    return {secret["name"]: _value(secret["valueFrom"], region, call) for secret in secrets}


def read_files(files: list[dict], region: str, read: ReadObject) -> dict[str, str]:
    """`files` as in a container definition: value (an ARN of S3), type."""
    merged: dict[str, str] = {}
    for file in files:
        bucket, _, key = file["value"].split(":::", 1)[-1].partition("/")
        where = f"unable to download env file with key {key} from bucket {bucket}"
        try:
            status, body = read(bucket, key, region)
        except (aws.NoCredentials, OSError) as error:
            raise Unavailable(f"ResourceInitializationError: failed to download env files: {where}, error: {error}") from error
        if status != 200:
            code = "AccessDenied: Access Denied" if status == 403 else "NoSuchKey: The specified key does not exist."
            raise Unavailable(f"ResourceInitializationError: failed to download env files: {where}, error: {code} status code: {status}")
        merged |= parse_file(body.decode())
    return merged


def parse_file(text: str) -> dict[str, str]:
    """One NAME=VALUE on each line; # starts a comment line."""
    lines = [line.strip() for line in text.splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return {name: value for name, value in pairs if name}


def is_secret(value_from: str) -> bool:
    return value_from.startswith("arn:") and value_from.split(":")[2] == "secretsmanager"


def _value(value_from: str, region: str, call: Call) -> str:
    return _secret(value_from, call) if is_secret(value_from) else _parameter(value_from, region, call)


def _secret(value_from: str, call: Call) -> str:
    """arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME[:JSON-KEY:VERSION-STAGE:VERSION-ID]"""
    parts = value_from.split(":")
    arn, region = ":".join(parts[:7]), parts[3]
    key, stage, version = (parts[7:] + ["", "", ""])[:3]
    request = {"SecretId": arn} | ({"VersionStage": stage} if stage else {}) | ({"VersionId": version} if version else {})
    begin = f"Fetching secret data from AWS Secrets Manager in region {region}: "
    try:
        text = call("secretsmanager", "secretsmanager.GetSecretValue", request, region)["SecretString"]
    except (aws.AwsError, aws.NoCredentials, OSError) as error:
        raise Unavailable(f"{begin}secret {arn}: {error}") from error
    if not key:
        return text
    try:
        value = json.loads(text)[key]
    except (ValueError, KeyError, TypeError) as error:
        raise Unavailable(f"{begin}retrieved secret from Secrets Manager did not contain json key {key}") from error
    return value if isinstance(value, str) else json.dumps(value)


def _parameter(value_from: str, region: str, call: Call) -> str:
    """The name of a parameter of the same region, or its ARN."""
    is_arn = value_from.startswith("arn:")
    name = "/" + value_from.split(":parameter/", 1)[-1] if is_arn else value_from
    where = value_from.split(":")[3] if is_arn else region
    begin = f"Fetching secret data from SSM Parameter Store in {where}: "
    # An ARN does not say whether the name begins with a slash.
    names = [name, name[1:]] if is_arn and name.count("/") == 1 else [name]
    try:
        answer = call("ssm", "AmazonSSM.GetParameters", {"Names": names, "WithDecryption": True}, where)
    except (aws.AwsError, aws.NoCredentials, OSError) as error:
        raise Unavailable(f"{begin}{error}") from error
    if not answer.get("Parameters"):
        raise Unavailable(f"{begin}invalid parameters: {name}")
    return answer["Parameters"][0]["Value"]
