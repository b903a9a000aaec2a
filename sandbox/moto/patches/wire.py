"""The wire protocols as AWS uses them, where moto writes a response by hand or keeps a member that is not one."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

# Moto's errors of query services have their message twice; AWS's have it once.
SECOND_MESSAGE = re.compile(rb"(</Message>)<message>[^<]*</message>")

# The same data has another name in the other action.
STRAY_MEMBERS = {
    "secretsmanager.DescribeSecret": "SecretVersionsToStages",
    "secretsmanager.ListSecrets": "VersionIdsToStages",
}


def speak(application: Application) -> Application:
    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        started: list[Any] = []
        body = b"".join(application(environ, lambda *head: started.extend(head)))
        status, headers = started[0], started[1]
        body = as_json(environ, headers, body) if "HTTP_X_AMZ_TARGET" in environ else SECOND_MESSAGE.sub(rb"\1", body)
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start_response(status, [*kept, ("Content-Length", str(len(body)))])
        return [body]

    return answer


def as_json(environ: dict[str, Any], headers: list[tuple[str, str]], body: bytes) -> bytes:
    """AWS answers in the content type of the request, and omits members without a value."""
    # The gateway recognizes moto's page about a crash by its type.
    if body.startswith(b"<"):
        return body
    headers[:] = [(name, value) for name, value in headers if name.lower() != "content-type"]
    headers.append(("Content-Type", environ.get("CONTENT_TYPE", "application/x-amz-json-1.1")))
    stray = STRAY_MEMBERS.get(environ["HTTP_X_AMZ_TARGET"])
    if b"null" not in body and stray is None:
        return body
    return json.dumps(cleaned(json.loads(body), stray)).encode()


def cleaned(value: Any, stray: str | None) -> Any:
    """Without members that have no value, and without the stray member."""
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if inner is not None and name != stray}
        return {name: cleaned(inner, stray) for name, inner in kept.items()}
    return [cleaned(inner, stray) for inner in value] if isinstance(value, list) else value
