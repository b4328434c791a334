"""Checks that hold for every section: rule IDs as they are written, texts in all three languages."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from pydantic import BaseModel

from portal.guides.documents import Document
from portal.guides.figures import Figure
from portal.guides.findings import Finding, Severity
from portal.guides.linting import guide_lint

RULE_ID = re.compile(r"[A-Z]-([A-Z0-9]+-)?[0-9]{2}")
LARGEST_FIGURE = 10**12
LANGUAGES = ("en", "es", "ru")


def blocks_of(part: object, place: str) -> Iterator[tuple[str, BaseModel]]:
    """Every block inside `part`, itself included, with its dotted place, in document order."""
    if isinstance(part, BaseModel):
        yield place, part
        inside = {name: getattr(part, name) for name in type(part).model_fields} | (part.model_extra or {})
        # The value of a figure that stands plain in its block has no place of its own.
        for name, value in inside.items():
            yield from blocks_of(value, place if isinstance(part, Figure) else f"{place}.{name}")
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from blocks_of(value, f"{place}.{key}")
    elif isinstance(part, tuple | list):
        for number, value in enumerate(part):
            yield from blocks_of(value, f"{place}.{number}")


def unconfirmed_figures(document: Document, *places: str) -> Iterator[Finding]:
    """A warning for every figure at or under these places that nobody confirmed; a block is named without its cells."""
    told: set[str] = set()
    for name in document.unconfirmed():
        above = set(_above(name))
        if above & set(places) and not above & told:
            told.add(name)
            yield Finding(name, _("money depends on this, and nobody confirmed it"), severity=Severity.WARNING)


def _blocks(document: Document) -> Iterator[tuple[str, BaseModel]]:
    for key, section in document.sections.items():
        yield from blocks_of(section, key)
    yield from blocks_of(document.examples, "examples")
    yield from blocks_of(document.acknowledged, "acknowledged")


def _rule_ids(document: Document) -> Iterator[Finding]:
    said: set[tuple[str, str]] = set()
    for place, block in _blocks(document):
        rule = getattr(block, "rule", "")
        outer = place.rpartition(".")[0]
        # A cell that inherited its rule is not told of again.
        if rule and not RULE_ID.fullmatch(rule) and not any((rule, above) in said for above in _above(outer)):
            yield Finding(f"{place}.rule", _("%s is no rule ID: such as G-TIER-05") % rule)
        said.add((rule, place))


def _above(place: str) -> Iterator[str]:
    while place:
        yield place
        place = place.rpartition(".")[0]


def _texts(document: Document) -> Iterator[Finding]:
    for place, block in _blocks(document):
        if all(isinstance(getattr(block, language, None), str) for language in LANGUAGES):
            missing = [language for language in LANGUAGES if not getattr(block, language).strip()]
            yield from (Finding(f"{place}.{one}", _("the text is missing"), about=one) for one in missing)


def _absurd(document: Document) -> Iterator[Finding]:
    for place, block in _blocks(document):
        value = block.value if isinstance(block, Figure) else None
        if isinstance(value, int | Decimal) and not -LARGEST_FIGURE < value < LARGEST_FIGURE:
            yield Finding(place, _("%s is larger than any figure of a program") % value)


guide_lint("figure.absurd", _absurd)
guide_lint("rule.form", _rule_ids)
guide_lint("text.missing", _texts)
