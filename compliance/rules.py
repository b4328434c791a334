"""Decisions about a due-diligence case: pure, so that the service, the worked examples and the tests ask the same ones."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from compliance.states import Check, Outcome, Risk


class Verdict(StrEnum):
    """What the checks say together."""

    WAIT = "wait"
    CLEAR = "clear"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a checklist. `applies` False comes with the reason; somebody may still not say so of a line that applies."""

    check: Check
    applies: bool
    reason: str = ""


NO_EXECUTIVES = "no_executives"
NO_STATE_REGISTER = "no_state_register"
NO_FOREIGN_COUNTRY = "no_foreign_country"

#: A person may find these not applicable, with a reason; the others can always be done (A-DD-02: "as applicable").
LEFT_TO_A_PERSON = frozenset({Check.FOREIGN_REGISTRY})


def is_screened(share: Decimal, *, above: Decimal) -> bool:
    """Whether an owner of `share` per cent is screened: strictly above the threshold (A-DD-03)."""
    return share > above


def checklist(
    *,
    countries: Collection[str],
    executives: int,
    state_register_countries: Collection[str],
    checks: Iterable[Check] = tuple(Check),
    added: Collection[Check] = (),
) -> tuple[Asked, ...]:
    """The lines of a case for a company in `countries`, in the order of `checks` (A-DD-02).

    `added` are those that an answer of the application asks for: they apply whatever the countries say.
    """
    at_home = set(state_register_countries)
    lines = [
        Asked(check, True)
        if check in added
        else _asked(check, countries=set(countries), executives=executives, at_home=at_home)
        for check in checks
    ]
    asked = {line.check for line in lines}
    return (*lines, *(Asked(check, True) for check in dict.fromkeys(added) if check not in asked))


def checks_added(conditions: Iterable[tuple[Check, str, str]], answers: Mapping[str, Any]) -> tuple[Check, ...]:
    """Checks whose condition, a question and its answer, was given. An answer may be one of several."""
    return tuple(check for check, question, wanted in conditions if wanted in _given(answers.get(question)))


def _given(answer: Any) -> Collection[Any]:
    return answer if isinstance(answer, list) else (answer,)


def _asked(check: Check, *, countries: set[str], executives: int, at_home: set[str]) -> Asked:
    if check is Check.SECRETARY_OF_STATE and not countries & at_home:
        return Asked(check, False, NO_STATE_REGISTER)
    if check is Check.FOREIGN_REGISTRY and countries and countries <= at_home:
        return Asked(check, False, NO_FOREIGN_COUNTRY)
    if check is Check.INTERNET_EXECUTIVES and not executives:
        return Asked(check, False, NO_EXECUTIVES)
    return Asked(check, True)


def judge(outcomes: Iterable[Outcome | None], *, open_hits: int) -> Verdict:
    """What follows from every line's outcome and the hits that nobody ruled on (A-DD-02).

    Any finding and any open hit escalates, whatever else is still open; a line without an outcome is never passed over.
    """
    said = list(outcomes)
    if open_hits or Outcome.FINDING in said:
        return Verdict.ESCALATE
    if not said or None in said:
        return Verdict.WAIT
    return Verdict.CLEAR


def may_decide(*, decider: int, workers: Collection[int]) -> bool:
    """Whether somebody is the second reviewer of an escalated case: no one who worked on it (A-DD-04)."""
    return decider not in workers


def risk_of(*, open_hits: int, true_matches: int, exceptions: int) -> Risk:
    """High with a match confirmed or still open, medium where something found was accepted, low otherwise."""
    if true_matches or open_hits:
        return Risk.HIGH
    return Risk.MEDIUM if exceptions else Risk.LOW
