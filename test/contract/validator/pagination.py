"""Tokens of pages: a token comes from an earlier response, pages have at most the size asked for, and the last page
has no token."""

from collections import defaultdict
from typing import Any

import jmespath
from botocore.exceptions import UnknownServiceError
from findings import UNREADABLE, Reporter, shown


class Pagination:
    def __init__(self, session: Any) -> None:
        self.session = session
        self.models: dict[str, dict[str, Any]] = {}
        self.issued: dict[tuple[str, str], set[str]] = defaultdict(set)

    def check(self, service: str, operation: Any, sent: Any, answered: Any, reports: tuple[Reporter, Reporter]) -> None:
        """`answered`: None if the response is an error."""
        rules = self.rules(service, operation.name)
        if rules is None:
            return
        report_request, report_response = reports
        issued = self.issued[service, operation.name]
        given = [sent[name] for name in as_list(rules["input_token"]) if isinstance(sent.get(name), str)]
        for token in given:
            if answered is not None and token not in issued:
                report_request(rules["input_token"], f"{shown(token)} is not from an earlier response")
        if answered is None:
            return
        names = as_list(rules["output_token"])
        tokens = [token for name in names if isinstance(token := search(name, answered), str)]
        for name, token in zip(names, tokens):
            if token == "":
                report_response(name, "is empty; the last page has no token")
            if token in given:
                report_response(name, "is the token of the request")
            issued.add(token)
        self.check_size(rules, sent, answered, report_response)
        more = rules.get("more_results")
        if more is not None and bool(search(more, answered)) != any(tokens):
            report_response(more, f"is {search(more, answered)}, with{'' if any(tokens) else 'out'} a token")

    def check_size(self, rules: dict[str, Any], sent: Any, answered: Any, report: Reporter) -> None:
        limit = sent.get(rules.get("limit_key", ""))
        if not isinstance(limit, int):
            return
        for name in as_list(rules["result_key"]):
            page = search(name, answered)
            if isinstance(page, list) and len(page) > limit:
                report(name, f"has {len(page)} items; the request asks for at most {limit}")

    def rules(self, service: str, action: str) -> dict[str, Any] | None:
        if service not in self.models:
            loader = self.session.get_component("data_loader")
            try:
                self.models[service] = loader.load_service_model(service, "paginators-1")["pagination"]
            except UnknownServiceError:
                self.models[service] = {}
        return self.models[service].get(action)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def search(expression: str, value: Any) -> Any:
    found = jmespath.search(expression, value)
    return None if found is UNREADABLE else found
