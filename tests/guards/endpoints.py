"""Every URL pattern of the portal, as the resolver knows it, beside what tests/guards/endpoints.txt says about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

LISTED = Path(__file__).with_name("endpoints.txt")
_PARAMETER = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One pattern: its route, the names of its parameters, the right its code asks for by method."""

    route: str
    parameters: tuple[str, ...]
    callback: Any

    @property
    def is_api(self) -> bool:
        """Whether machines ask it."""
        return self.route.startswith("api/")

    @property
    def is_of_a_vendor(self) -> bool:
        """Whether the request acts at a vendor."""
        return "vendor" in self.parameters

    @property
    def objects(self) -> dict[str, str]:
        """Parameters that name a record, with the path segment before each: `leads/<pk>` is a lead.

        What stands under the settings keeps that word: `settings/people/<pk>` is a member, `people/<pk>` somebody at a partner.
        """
        before = re.findall(r"((?:settings/)?[^/<>]+)/<([^>]+)>", self.route)
        return {name: segment for segment, name in before if name != "vendor"}

    def rights(self) -> set[str]:
        """The rights that the code asks for, over all methods."""
        view = getattr(self.callback, "cls", None) or getattr(self.callback, "view_class", None) or self.callback
        found = {
            getattr(self.callback, "required_right", None),
            getattr(view, "right", None),
            getattr(view, "required_right", None),
        }
        found |= set(getattr(view, "rights", {}).values() if isinstance(getattr(view, "rights", None), dict) else ())
        return {right for right in found if isinstance(right, str)}

    def right_for(self, method: str) -> str | None:
        """The right that an API view with several asks for one method; None where it has none for it."""
        view = getattr(self.callback, "cls", None)
        return getattr(view, "rights", {}).get(method, getattr(view, "right", None)) if view else None

    def path(self, **values: object) -> str:
        """A URL with its parameters filled."""
        return "/" + _PARAMETER.sub(lambda match: str(values[match["name"]]), self.route)


def all_endpoints() -> list[Endpoint]:
    """Every endpoint, allauth's and static files' included."""
    return sorted(_walk(get_resolver().url_patterns, ""), key=lambda endpoint: endpoint.route)


def _walk(patterns: Any, prefix: str) -> Iterator[Endpoint]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            clean = _PARAMETER.sub(lambda match: f"<{match['name']}>", route.replace("$", "").replace("\\Z", ""))
            yield Endpoint(clean, tuple(match["name"] for match in _PARAMETER.finditer(clean)), pattern.callback)


@cache
def listed() -> dict[str, frozenset[str]]:
    """Route -> who may: rights, or one of the words of endpoints.txt."""
    lines = (line.split("#")[0].split() for line in LISTED.read_text().splitlines())
    return {"" if line[0] == "/" else line[0]: frozenset(line[1:]) for line in lines if line}
