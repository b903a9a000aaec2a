"""Secrets Manager."""

from clients import TAGS, secretsmanager


def secret_values() -> None:
    secret = secretsmanager.create_secret(Name="contract", SecretString='{"password":"one"}', Tags=TAGS)["ARN"]
    secretsmanager.describe_secret(SecretId=secret)
    secretsmanager.get_secret_value(SecretId="contract")
    secretsmanager.put_secret_value(SecretId=secret, SecretString='{"password":"two"}')
    secretsmanager.update_secret(SecretId=secret, Description="of the contract")
    secretsmanager.list_secrets(MaxResults=1)
    secretsmanager.get_random_password(PasswordLength=20)
    secretsmanager.tag_resource(SecretId=secret, Tags=[{"Key": "owner", "Value": "us"}])
    secretsmanager.untag_resource(SecretId=secret, TagKeys=["owner"])
    secretsmanager.delete_secret(SecretId=secret, RecoveryWindowInDays=7)
