"""Everything that can be said about a guide without a database: its shape, its contradictions, its worked examples."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.guides.documents import Document
from portal.guides.examples import EXAMPLE_KINDS, Example, differences, plain
from portal.guides.findings import Finding
from portal.guides.linting import lint_guide
from portal.registry import UnknownKey

FAILED = "example.failed"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of one guide found."""

    name: str
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those that keep the guide from being published."""
        return tuple(finding for finding in self.findings if finding.is_error)


def check_document(document: Document) -> list[Finding]:
    """Findings of the linter and of examples that fail."""
    return lint_guide(document) + failing_examples(document)


def failing_examples(document: Document) -> list[Finding]:
    """One finding for each worked example whose result differs from what it expects."""
    found: list[Finding] = []
    for number, example in enumerate(document.examples):
        differing = _differences(document, example)
        if differing:
            message = _("The example “%(name)s” fails: %(differences)s") % {
                "name": example.name,
                "differences": "; ".join(differing),
            }
            found.append(Finding(f"examples.{number}", message, about=example.name, code=FAILED, rule=example.rule))
    return found


def _differences(document: Document, example: Example) -> list[str]:
    try:
        run = EXAMPLE_KINDS.get(example.kind)
    except UnknownKey:
        return [_("nobody calculates examples of kind %s") % example.kind]
    try:
        return differences(example.expect, run(document, plain(example.facts)))
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return [f"{type(error).__name__}: {error}"]
