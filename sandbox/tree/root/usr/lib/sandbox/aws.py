"""AWS for the stand-ins: the metadata service, signed calls, proxies. Uses only the standard library."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import http.client
import json
import urllib.parse
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

METADATA_ADDRESS = "169.254.169.254"
# All services have one address; the Host header contains the service, as on AWS.
ENDPOINT = "aws.sandbox"
# Of services whose signatures have another name.
HOST_NAMES = {"ecr": "api.ecr"}


class AwsError(Exception):
    """An error of the service."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class NoCredentials(Exception):
    def __init__(self) -> None:
        super().__init__("NoCredentialProviders: no valid providers in chain")


@dataclass(frozen=True)
class Proxy:
    """`address` is host:port, with or without a scheme; `exceptions` are hosts that do not use the proxy."""

    address: str = ""
    exceptions: tuple[str, ...] = field(default=())

    def applies_to(self, host: str) -> bool:
        return self.address != "" and not any(host == name or host.endswith("." + name.lstrip(".")) for name in self.exceptions)


def proxy_of(address: str, exceptions: str) -> Proxy:
    return Proxy(address, tuple(name.strip() for name in exceptions.split(",") if name.strip()))


def request(
    method: str, host: str, path: str, headers: dict[str, str], body: bytes, proxy: Proxy, timeout: float
) -> tuple[int, bytes]:
    if proxy.applies_to(host):
        address = proxy.address.split("://")[-1].rstrip("/")
        connection = http.client.HTTPConnection(address, timeout=timeout)
        path = f"http://{host}{path}"
    else:
        connection = http.client.HTTPConnection(host, timeout=timeout)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def metadata(path: str, proxy: Proxy = Proxy()) -> str | None:
    """IMDSv2; None if the item does not exist."""
    ask = lambda method, where, headers: request(method, METADATA_ADDRESS, where, headers, b"", proxy, 2)  # noqa: E731
    status, token = ask("PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "60"})
    if status != 200:
        raise OSError(f"the metadata service refused a token: HTTP {status}")
    status, answer = ask("GET", f"/latest/{path}", {"X-aws-ec2-metadata-token": token.decode()})
    return answer.decode() if status == 200 else None


def role_credentials(proxy: Proxy = Proxy()) -> dict[str, str]:
    role = metadata("meta-data/iam/security-credentials/", proxy)
    if not role:
        raise NoCredentials
    answer = metadata(f"meta-data/iam/security-credentials/{role.splitlines()[0]}", proxy)
    if answer is None:
        raise NoCredentials
    return json.loads(answer)


def call_json(
    service: str,
    target: str,
    payload: object,
    region: str,
    proxy: Proxy = Proxy(),
    credentials: dict[str, str] | None = None,
    timeout: float = 10,
) -> dict:
    """A call in AWS's JSON protocol, signed with the given credentials, or with the instance's role."""
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    body = json.dumps(payload).encode()
    status, answer = signed("POST", "/", service, region, headers, body, proxy, credentials or role_credentials(proxy), timeout)
    document = json.loads(answer or b"{}")
    if status >= 300:
        code = str(document.get("__type", f"HTTP{status}")).split("#")[-1]
        raise AwsError(code, document.get("message") or document.get("Message") or "")
    return document


def call_query(service: str, parameters: dict[str, str], region: str, authorization: str, proxy: Proxy = Proxy()) -> ElementTree.Element:
    """A call in AWS's query protocol with a given authorization."""
    headers = {
        "Host": f"{service}.{region}.amazonaws.com",
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "Authorization": authorization,
    }
    body = urllib.parse.urlencode(parameters).encode()
    status, answer = request("POST", ENDPOINT, "/", headers, body, proxy, 10)
    document = ElementTree.fromstring(answer) if answer.strip().startswith(b"<") else ElementTree.Element("empty")
    if status >= 300:
        text = lambda name: next((e.text or "" for e in document.iter() if e.tag.split("}")[-1] == name), "")  # noqa: E731
        raise AwsError(text("Code") or f"HTTP{status}", text("Message"))
    return document


def signed(
    method: str,
    path: str,
    service: str,
    region: str,
    headers: dict[str, str],
    body: bytes,
    proxy: Proxy,
    credentials: dict[str, str],
    timeout: float,
) -> tuple[int, bytes]:
    """Credentials have the names of the metadata service: AccessKeyId, SecretAccessKey, Token."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/{region}/{service}/aws4_request"
    headers = headers | {
        "Host": f"{HOST_NAMES.get(service, service)}.{region}.amazonaws.com",
        "X-Amz-Content-Sha256": hashlib.sha256(body).hexdigest(),
        "X-Amz-Date": now,
        "X-Amz-Security-Token": credentials["Token"],
    }
    signed_names = ";".join(sorted(name.lower() for name in headers))
    canonical_headers = "".join(f"{name.lower()}:{headers[name].strip()}\n" for name in sorted(headers, key=str.lower))
    canonical = "\n".join([method, path, "", canonical_headers, signed_names, hashlib.sha256(body).hexdigest()])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + credentials["SecretAccessKey"]).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials['AccessKeyId']}/{scope}, "
        f"SignedHeaders={signed_names}, Signature={signature}"
    )
    return request(method, ENDPOINT, path, headers, body, proxy, timeout)
