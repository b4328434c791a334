"""Which documents a partner signs, who may sign next, and when an agreement ends. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from partners.agreement_states import UNDER_WAY, AgreementState, Side
from partners.guide.agreements import AgreementsSection, DocumentTerms
from portal.clock import add_months
from portal.wording import gettext_noop

DAY = timedelta(days=1)


class NotNow(StrEnum):
    """Why a signature is not taken."""

    NOT_OPEN = "not_open"
    ON_PAPER = "on_paper"
    LAPSED = "lapsed"
    SIGNED_ALREADY = "signed_already"
    PARTNER_FIRST = "partner_first"
    ONE_SIDE_ONLY = "one_side_only"
    OTHER_DOCUMENT = "other_document"


NOT_NOW_MESSAGES = {
    NotNow.NOT_OPEN: gettext_noop("Nothing is to be signed here any more."),
    NotNow.ON_PAPER: gettext_noop("A signed paper waits to be checked."),
    NotNow.LAPSED: gettext_noop("It has lapsed: the channel manager renews it, or sends the next one to sign."),
    NotNow.SIGNED_ALREADY: gettext_noop("This side has signed already."),
    NotNow.PARTNER_FIRST: gettext_noop("The partner signs first, by the guide."),
    NotNow.ONE_SIDE_ONLY: gettext_noop("Only the partner accepts this document."),
    NotNow.OTHER_DOCUMENT: gettext_noop(
        "The document is not the one that was shown: read it again before you sign. Nothing was signed."
    ),
}


def documents_of(section: AgreementsSection, *, category: str, flags: Collection[str]) -> dict[str, DocumentTerms]:
    """What a partner of a category signs, in the guide's order: always, or where a condition holds (A-AGR-01)."""
    return {
        key: terms
        for key, terms in section.documents.items()
        if (not terms.categories or category in terms.categories)
        and (not terms.applies_if or terms.applies_if in flags)
    }


def missing_documents(wanted: Iterable[str], states: Mapping[str, AgreementState]) -> list[str]:
    """Documents that are not executed: one of them keeps a partner inactive (G-GEN-02)."""
    return [key for key in wanted if states.get(key) is not AgreementState.EXECUTED]


def refuse_signature(
    *, state: AgreementState, side: Side, signed: Collection[Side], order: str, signed_by: str
) -> NotNow | None:
    """Why `side` may not sign now; None where it may. `order` and `signed_by` are the guide's."""
    if state is AgreementState.LAPSED:
        return NotNow.LAPSED
    if side in signed:
        return NotNow.SIGNED_ALREADY
    if state is AgreementState.PAPER:
        return NotNow.ON_PAPER
    if state not in UNDER_WAY:
        return NotNow.NOT_OPEN
    if side is Side.VENDOR and signed_by == "partner":
        return NotNow.ONE_SIDE_ONLY
    if side is Side.VENDOR and order == "partner_first" and Side.PARTNER not in signed:
        return NotNow.PARTNER_FIRST
    return None


def state_after(*, signed: Collection[Side], signed_by: str) -> AgreementState:
    """The state that these signatures make."""
    if Side.PARTNER in signed and (Side.VENDOR in signed or signed_by == "partner"):
        return AgreementState.EXECUTED
    return AgreementState.PARTNER_SIGNED if Side.PARTNER in signed else AgreementState.VENDOR_SIGNED


@dataclass(frozen=True, slots=True)
class Term:
    """First and last day, and the last day on which either side may say that it ends there. None: it never ends."""

    starts_on: date
    ends_on: date | None
    notice_on: date | None


def term_from(starts_on: date, terms: DocumentTerms) -> Term:
    """The first term of a document, in calendar months (X-03); its last day is the one before the same day."""
    return term_until(starts_on, term_end(starts_on, terms), terms)


def term_end(starts_on: date, terms: DocumentTerms) -> date | None:
    """The last day of a term that begins on a day."""
    return add_months(starts_on, terms.term_months.value) - DAY if terms.term_months else None


def term_until(starts_on: date, ends_on: date | None, terms: DocumentTerms) -> Term:
    """A term with the end that was agreed."""
    notice = ends_on - timedelta(days=terms.notice_days.value) if ends_on and terms.notice_days else None
    return Term(starts_on, ends_on, notice)
