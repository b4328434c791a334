"""What the pages of payees show, put into the shape of the shell's pieces."""

from typing import Any

from django.utils.translation import gettext as _

from commissions.models import Payee, PayoutMethod
from commissions.queries.payees import (
    method_in_force,
    method_waiting,
    methods_seen,
    missing_documents,
    newest_confirmed,
    papers_seen,
)
from commissions.rules import MISSING_MESSAGES, PayeePapers, find_missing_papers


def card_of(payee: Payee) -> dict[str, Any]:
    """A payee with its accounts, its papers and what is missing."""
    ready = next(
        (each for each in missing_documents(partner_ids=[payee.partner_id]) if each.payee_id == payee.pk), None
    )
    missing = ready.missing if ready else find_missing_papers(PayeePapers(us_person=payee.us_person))
    waiting = method_waiting(payee)
    papers = papers_seen().filter(payee=payee)
    return {
        "payee": payee,
        "in_force": method_in_force(payee),
        "waiting": waiting,
        "coming": _coming(payee),
        "refused": methods_seen().filter(payee=payee, refused_at__isnull=False).order_by("-pk").first(),
        "papers": list(papers[:20]),
        "missing": [_(MISSING_MESSAGES[each]) for each in missing],
    }


def _coming(payee: Payee) -> PayoutMethod | None:
    """A confirmed account whose cool-down runs."""
    newest = newest_confirmed(payee)
    return newest if newest != method_in_force(payee) else None


def decision_choices(*, mine: bool, paper: bool = False) -> list[dict[str, str]]:
    """Confirm or refuse; whoever proposed it is told why they cannot confirm."""
    refused = _("You handed this in: a second person has to look at it.") if mine else ""
    confirm = {"value": "confirm", "label": _("Confirm"), "effect": _("It counts from now on."), "refused": refused}
    back = {
        "value": "refuse",
        "label": _("Send back") if paper else _("Refuse"),
        "effect": _("The partner reads why."),
        "tone": "bad",
    }
    return [confirm, back]
