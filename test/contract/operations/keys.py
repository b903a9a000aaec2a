"""Key pairs of the user and KMS keys."""

from clients import ec2, kms, sts
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def secrets() -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    ec2.import_key_pair(KeyName="imported", PublicKeyMaterial=public)
    ec2.delete_key_pair(KeyName="imported")
    key = kms.create_key(Description="of the contract")["KeyMetadata"]["KeyId"]
    kms.describe_key(KeyId=key)
    kms.get_key_policy(KeyId=key)
    kms.create_grant(
        KeyId=key, GranteePrincipal=sts.get_caller_identity()["Arn"], Operations=["Decrypt", "CreateGrant"]
    )
    kms.list_grants(KeyId=key)
