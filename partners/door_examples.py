"""Worked examples of `[doors]` and `[papers]`, kinds `door` and `paper`; and what a guide must not contradict there."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _

from partners.guide import activation, agreements, doors, papers
from partners.rules.agreements import documents_of
from partners.rules.doors import Facts, look_at
from partners.rules.papers import EndMissing, EndPast, good_until, not_ticked
from portal.guides.documents import Document
from portal.guides.examples import example_kind
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint


def run_door(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """A `door` for an active partner of a `category`: whether it is open, and which kinds of needs are missing by name.

    Facts: `day`, `active` (true where left out), `executed`, `papers` (those that are good), `holders` by code, `fees` (years),
    `exceptions` (choices), `flags` of the agreements, `choice`.
    """
    section = cast(doors.DoorsSection, document.sections[doors.SECTION])
    key, category = facts["door"], facts["category"]
    signed = document.sections.get(agreements.SECTION)
    wanted = (
        documents_of(signed, category=category, flags=facts.get("flags", ()))
        if isinstance(signed, agreements.AgreementsSection)
        else {}
    )
    known = Facts(
        day=date.fromisoformat(str(facts.get("day", "2026-06-30"))),
        categories=frozenset({category}),
        active=frozenset({category}) if facts.get("active", True) else frozenset(),
        agreements={category: tuple(wanted)},
        executed=frozenset(wanted if facts.get("executed") == "all" else facts.get("executed", ())),
        papers=dict.fromkeys(facts.get("papers", ()), "good"),
        holders={code: frozenset(range(count)) for code, count in facts.get("holders", {}).items()},
        fees={category: frozenset(facts.get("fees", ()))},
        exceptions=frozenset((key, choice) for choice in facts.get("exceptions", ())),
    )
    look = look_at(section, key, known, facts.get("choice", ""))
    return {
        "open": look.is_open,
        "choice": look.choice,
        "missing": [line.what[0] if line.what else line.kind for line in look.missing],
    }


def run_paper(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """A `paper` with what it `contains`, accepted on a day: whether it is complete, and until when it is good."""
    terms = cast(papers.PapersSection, document.sections[papers.SECTION]).all()[facts["paper"]]
    accepted_on = date.fromisoformat(str(facts.get("accepted_on", "2026-06-30")))
    named = date.fromisoformat(str(facts["named"])) if "named" in facts else None
    try:
        end = good_until(terms, accepted_on=accepted_on, named=named)
    except (EndMissing, EndPast):
        return {"missing": not_ticked(terms, facts.get("contains", ())), "good_until": "no"}
    return {"missing": not_ticked(terms, facts.get("contains", ())), "good_until": end}


def _unknown_names(document: Document) -> Iterator[Finding]:
    """A paper, an agreement or a category that the guide does not have."""
    section = document.sections.get(doors.SECTION)
    categories = getattr(document.sections.get("tiering"), "categories", None)
    kinds = document.sections.get(papers.SECTION)
    known = kinds.all() if isinstance(kinds, papers.PapersSection) else {}
    for key, terms in known.items():
        yield from _strangers(f"{papers.SECTION}.{key}.categories", terms.categories, categories)
    if not isinstance(section, doors.DoorsSection):
        return
    signed = getattr(document.sections.get(agreements.SECTION), "documents", {})
    for key, door in section.all().items():
        place = f"{doors.SECTION}.{key}"
        yield from _strangers(f"{place}.categories", door.categories, categories)
        if door.lists and (door.lists not in known or known[door.lists].subject is None):
            yield Finding(f"{place}.lists", _("There is no paper %s that says what it is about.") % door.lists)
        for number, need in enumerate(door.needs):
            here = f"{place}.needs.{number}"
            yield from _strangers(f"{here}.categories", need.categories, categories)
            if isinstance(need, doors.PaperNeed) and need.paper not in known:
                yield Finding(f"{here}.paper", _("There is no paper %s.") % need.paper)
            if isinstance(need, doors.AgreementNeed) and need.document not in signed:
                yield Finding(f"{here}.document", _("There is no agreement %s.") % need.document)


def _strangers(place: str, names: tuple[str, ...], known: Any) -> Iterator[Finding]:
    for name in names:
        if known is not None and name not in known:
            yield Finding(place, _("There is no category %s.") % name, name)


def _shut_for_good(document: Document) -> Iterator[Finding]:
    """A door that asks a category for a paper or an agreement it cannot have, or a fee it never owes: it would never open."""
    section = document.sections.get(doors.SECTION)
    kinds = document.sections.get(papers.SECTION)
    known = kinds.all() if isinstance(kinds, papers.PapersSection) else {}
    fees = document.sections.get(activation.SECTION)
    signed = getattr(document.sections.get(agreements.SECTION), "documents", {})
    owing = fees.fees.keys() if isinstance(fees, activation.ActivationSection) else set()
    every = set(getattr(document.sections.get("tiering"), "categories", ()))
    for key, door in section.all().items() if isinstance(section, doors.DoorsSection) else ():
        for number, need in enumerate(door.needs):
            asked = set(need.categories or door.categories or every)
            place = f"{doors.SECTION}.{key}.needs.{number}"
            if isinstance(need, doors.PaperNeed) and need.paper in known and known[need.paper].categories:
                wrong = asked - set(known[need.paper].categories)
            elif isinstance(need, doors.AgreementNeed) and need.document in signed and signed[need.document].categories:
                wrong = asked - set(signed[need.document].categories)
            elif isinstance(need, doors.FeeNeed):
                wrong = asked - owing
            else:
                continue
            for category in sorted(wrong):
                yield Finding(place, _("%s can never have this: the door would stay shut.") % category, category)


example_kind("door", run_door)
example_kind("paper", run_paper)
guide_lint("doors.unknown", _unknown_names)
guide_lint("doors.shut", _shut_for_good)
