"""Everything that can be said about a guide without a database: its shape, its contradictions, its worked examples."""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.guides.documents import Document, read_with_lines
from portal.guides.examples import EXAMPLE_KINDS, Example, differences, plain
from portal.guides.findings import Finding
from portal.guides.linting import GUIDE_LINTS, lint_guide
from portal.guides.parsing import GuideRefused, decode_guide
from portal.registry import UnknownKey

FAILED = "example.failed"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of one guide found; `document` is None where it is no guide at all."""

    findings: tuple[Finding, ...]
    document: Document | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those that keep the guide from being published."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Those that do not."""
        return tuple(one for one in self.findings if not one.is_error and not one.acknowledged)

    @property
    def acknowledged(self) -> tuple[Finding, ...]:
        """Contradictions of the source that the guide names itself."""
        return tuple(finding for finding in self.findings if finding.acknowledged)


def check_guide(source: str | bytes) -> Report:
    """Everything that is wrong with a guide, each with its line, in the order of lines. Never raises for what is in it."""
    try:
        text = decode_guide(source) if isinstance(source, bytes) else source
        read_with_lines(text)
    except GuideRefused as refused:
        return Report(refused.findings)
    return _report(text, get_language(), (*GUIDE_LINTS.all().items(), *EXAMPLE_KINDS.all().items()))


@lru_cache(maxsize=16)
def _report(text: str, language: str | None, checks: tuple[tuple[str, object], ...]) -> Report:
    # The same text, in the same words, by the same checks: an editor's page, the question and the publication ask in turn.
    document, lines = read_with_lines(text)
    found = [replace(one, line=one.line or lines.line_of(one.spot or one.place)) for one in check_document(document)]
    return Report(tuple(sorted(found, key=lambda one: one.line)), document)


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
