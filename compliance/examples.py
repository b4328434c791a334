"""Kinds of worked examples about due diligence: `owner_screened`, `due_diligence_checks` and `due_diligence`."""

from decimal import Decimal
from typing import Any, cast

from compliance.guide import DueDiligenceSection
from compliance.rules import checklist, checks_added, is_screened, judge
from compliance.states import Outcome
from portal.guides.documents import Document
from portal.guides.examples import example_kind


def _section(document: Document) -> DueDiligenceSection:
    return cast(DueDiligenceSection, document.sections["due_diligence"])


def run_owner_screened(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """`shares` in per cent to whether each owner is screened."""
    above = _section(document).owner_share_above.value
    return {"screened": [is_screened(Decimal(share), above=above) for share in facts["shares"]]}


def run_checks(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """A company's `countries`, number of `executives` and `answers` to the checks that apply."""
    section = _section(document)
    lines = checklist(
        countries=facts["countries"],
        executives=facts["executives"],
        state_register_countries=section.state_registers.value,
        checks=section.checks.value,
        added=checks_added(
            [(one.check, one.question, one.is_) for one in section.added_checks], facts.get("answers", {})
        ),
    )
    return {"applicable": [line.check.value for line in lines if line.applies]}


def run_due_diligence(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """`outcomes` of every line ("" where nobody said anything) and `open_hits` to what follows."""
    said = [Outcome(one) if one else None for one in facts["outcomes"]]
    return {"verdict": judge(said, open_hits=facts["open_hits"]).value}


example_kind("owner_screened", run_owner_screened)
example_kind("due_diligence_checks", run_checks)
example_kind("due_diligence", run_due_diligence)
