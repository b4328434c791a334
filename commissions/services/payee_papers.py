"""The papers of a payee: handed in, looked at by a second person, confirmed or sent back (F-PAY-01)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commissions.models import Payee, PayeeDocument
from commissions.policies import PAYEE_PAPER
from commissions.queries.payees import method_for_letter
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.files.services import store_file
from portal.problems import Conflict, Refusal

BANK_LETTER = PayeeDocument.Kind.BANK_LETTER


@transaction.atomic
def hand_in(payee: Payee, *, kind: str, content: bytes, name: str, by: Actor | None) -> PayeeDocument:
    """Take a paper in. A bank letter speaks of the account that waits for confirmation, else of the one in force.

    Raises Refusal for a paper that is not asked for here, or a letter without an account.
    """
    if kind not in PayeeDocument.Kind.values:
        raise Refusal(_("Choose W-9, W-8 or bank letter."), field="kind")
    method = method_for_letter(payee) if kind == BANK_LETTER else None
    if kind == BANK_LETTER and method is None:
        raise Refusal(_("Enter the bank account first: the letter confirms it."), field="kind")
    if payee.us_person is not None and kind == (PayeeDocument.Kind.W8 if payee.us_person else PayeeDocument.Kind.W9):
        due = _("W-9 is due for US persons.") if payee.us_person else _("W-8 is due outside the United States.")
        raise Refusal(due, field="kind")
    stored = store_file(content, name=name, purpose=PAYEE_PAPER, partner_id=payee.partner_id, by=by)
    paper: PayeeDocument = PayeeDocument.objects.create(
        payee=payee, partner_id=payee.partner_id, kind=kind, file=stored, method=method,
        received_by_id=by.membership_id if by else None,
    )  # fmt: skip
    record("payee.paper_received", by=by, subject=paper, partner_id=payee.partner_id, paper=kind)
    return paper


@transaction.atomic
def confirm_paper(
    paper: PayeeDocument, *, by: Actor, now: datetime, signed: bool | None = None, stamped: bool | None = None
) -> PayeeDocument:
    """Let a paper count. A bank letter needs both a signature and a stamp: say what is seen on it.

    Raises Refusal for the person who handed it in and for a letter that is not signed and stamped.
    """
    paper = _open_paper(paper.pk)
    if paper.received_by_id == by.membership_id:
        raise Refusal(_("Whoever handed a paper in cannot confirm it."), code="four-eyes")
    if paper.kind == BANK_LETTER:
        if not signed:
            raise Refusal(_("The bank letter is not signed. Send it back, with the reason."), field="signed")
        if not stamped:
            raise Refusal(_("The bank letter is not stamped. Send it back, with the reason."), field="stamped")
        paper.signed, paper.stamped = signed, stamped
    paper.confirmed_at, paper.confirmed_by_id = now, by.membership_id
    paper.save(update_fields=["signed", "stamped", "confirmed_at", "confirmed_by"])
    record("payee.paper_confirmed", by=by, subject=paper, partner_id=paper.partner_id, paper=paper.kind)
    return paper


@transaction.atomic
def send_back(paper: PayeeDocument, *, reason: str, by: Actor, now: datetime) -> PayeeDocument:
    """Take a paper out of the count, confirmed or not, and say why."""
    if not reason.strip():
        raise Refusal(_("Say why: the partner will read it."), field="reason")
    paper = _locked(paper.pk)
    paper.withdrawn_at, paper.reason = now, reason.strip()[:300]
    paper.save(update_fields=["withdrawn_at", "reason"])
    record("payee.paper_sent_back", by=by, subject=paper, partner_id=paper.partner_id, paper=paper.kind)
    return paper


def _open_paper(paper_id: int) -> PayeeDocument:
    paper = _locked(paper_id)
    if paper.confirmed_at is not None:
        raise Conflict(_("Somebody confirmed this paper already."))
    return paper


def _locked(paper_id: int) -> PayeeDocument:
    paper: PayeeDocument = PayeeDocument.objects.select_for_update(of=("self",)).get(pk=paper_id)
    if paper.withdrawn_at is not None:
        raise Conflict(_("This paper was sent back already."))
    return paper
