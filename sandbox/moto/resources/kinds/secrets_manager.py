import json
from typing import Any

from resources.request import Kind, Record, Request

SERVICE = "secretsmanager"
# CloudFormation's names are those of GetRandomPassword, but for the two that build a JSON document.
DOCUMENT = ("GenerateStringKey", "SecretStringTemplate")


def create_secret(request: Request) -> Record:
    arn = request.aws.call(
        SERVICE, "CreateSecret",
        Name=request.name(request["Name"], 512),
        SecretString=secret_string(request),
        Tags=request.tags(),
        **request.only("Description", "KmsKeyId"),
    )["ARN"]
    return Record(arn, {"Id": arn})


def update_secret(request: Request) -> Record:
    """A generated value is kept, unless the way to generate it changes."""
    arn = request.physical_id
    changed = request.differs("SecretString", "GenerateSecretString")
    request.aws.call(
        SERVICE, "UpdateSecret",
        SecretId=arn,
        SecretString=secret_string(request) if changed else None,
        **request.only("Description", "KmsKeyId"),
    )
    return Record(arn, {"Id": arn})


def remove_secret(request: Request) -> None:
    """CloudFormation leaves no recovery window."""
    request.aws.call(SERVICE, "DeleteSecret", SecretId=request.physical_id, ForceDeleteWithoutRecovery=True)


def secret_string(request: Request) -> str | None:
    generate: dict[str, Any] | None = request["GenerateSecretString"]
    if generate is None:
        return request["SecretString"]
    rules = {name: value for name, value in generate.items() if name not in DOCUMENT}
    password = request.aws.call(SERVICE, "GetRandomPassword", **rules)["RandomPassword"]
    if "GenerateStringKey" not in generate:
        return password
    return json.dumps({**json.loads(generate["SecretStringTemplate"]), generate["GenerateStringKey"]: password})


KINDS = {"AWS::SecretsManager::Secret": Kind(create_secret, update_secret, remove_secret)}
