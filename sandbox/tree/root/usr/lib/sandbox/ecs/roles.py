"""Credentials with which the agent calls AWS: a role of the task, or the instance's."""

from __future__ import annotations

import time

import aws


def as_metadata(role: dict | None) -> dict[str, str] | None:
    """Poll's form of credentials, with seconds since 1970, in the form of the metadata service."""
    if role is None:
        return None
    return {
        "RoleArn": role["roleArn"],
        "AccessKeyId": role["accessKeyId"],
        "SecretAccessKey": role["secretAccessKey"],
        "Token": role["token"],
        "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(role["expiration"])),
    }


class InstanceRole:
    """Keeps the credentials for some minutes, so that not every call asks the metadata service."""

    def __init__(self, proxy: aws.Proxy) -> None:
        self._proxy = proxy
        self._credentials: dict[str, str] | None = None
        self._until = 0.0

    def credentials(self) -> dict[str, str]:
        if self._credentials is None or time.monotonic() > self._until:
            self._credentials = aws.role_credentials(self._proxy)
            self._until = time.monotonic() + 60
        return self._credentials
