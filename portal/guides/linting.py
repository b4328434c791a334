"""Checks of a guide beyond its shape: contradictions that a document can contain. Apps register theirs."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.guides.findings import Finding
from portal.registry import Registry

if TYPE_CHECKING:
    from portal.guides.documents import Document

GuideCheck = Callable[["Document"], Iterable[Finding]]
GUIDE_LINTS: Registry[GuideCheck] = Registry("checks of guides")

#: The code of an acknowledgement that speaks of nothing that is found.
STALE = "acknowledged.stale"


def guide_lint(code: str, check: GuideCheck) -> None:
    """Register a check; `code` is what acknowledgements name. Raises where two apps want one name."""
    GUIDE_LINTS.register(code, check)


def lint_guide(document: "Document") -> list[Finding]:
    """Findings of every registered check, in the order of registration, then acknowledgements that nothing matches."""
    found: list[Finding] = []
    for code, check in GUIDE_LINTS.all().items():
        found += [_acknowledge(replace(finding, code=code), document) for finding in check(document)]
    used = {finding.acknowledged for finding in found}
    for name, words in document.acknowledged.items():
        if name not in used:
            message = _("Nothing here is found any more by %(code)s: remove it.") % {"code": words.code}
            found.append(Finding(f"acknowledged.{name}", message, code=STALE, rule=words.rule))
    return found


def _acknowledge(finding: Finding, document: "Document") -> Finding:
    for name, words in document.acknowledged.items():
        if words.covers(finding):
            return replace(finding, acknowledged=name, rule=words.rule)
    return finding
