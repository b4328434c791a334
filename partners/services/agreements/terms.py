"""How an agreement goes on or ends: renewal by itself or by an act, notice, lapse with what it does."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.agreement_states import UNDER_WAY, AgreementState
from partners.models import Partner, SignedAgreement
from partners.queries.agreements import agreements_section, guide_of, text_in_force, today_of
from partners.rules.agreements import term_end, term_until
from partners.services.agreements.moves import locked_agreement, move_agreement, write_move
from partners.services.agreements.sending import END, NOTICE, partner_admins, send_agreement, tell_signatories
from partners.services.agreements.signing import set_clocks
from partners.services.standing import would_end_all
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.deadlines.services import close_deadline
from portal.jobs.outbox import send_mail
from portal.problems import Conflict, Refusal

DAY = timedelta(days=1)


@transaction.atomic
def end_of_term(agreement_id: int, *, at: datetime) -> str:
    """The day after the last one has come. Returns what became of it: renewed, ended after a notice, or lapsed."""
    agreement = locked_agreement(agreement_id)
    if agreement.state != AgreementState.EXECUTED or agreement.ends_on is None:
        return "over"
    if today_of(agreement.program, at) <= agreement.ends_on:
        return "moved"
    if agreement.notice_given_at is not None:
        move_agreement(agreement, AgreementState.ENDED, by=None, at=at, reason=_("Notice was given."))
        close_deadline(NOTICE, agreement.pk, "ended")
        return "ended"
    if agreement.renewal == SignedAgreement.Renewal.AUTOMATIC and _prolong(agreement, by=None, at=at):
        return "renewed"
    lapse(agreement, at=at, reason=_("It was not renewed."))
    return "lapsed"


def _prolong(agreement: SignedAgreement, *, by: Actor | None, at: datetime) -> bool:
    """Add the guide's term to the end; False where the guide has none any more."""
    section = agreements_section(guide_of(agreement.program, at))
    terms = section.documents.get(agreement.text.key) if section else None
    if section is None or terms is None or agreement.ends_on is None:
        return False
    ends_on = agreement.ends_on
    while (following := term_end(ends_on + DAY, terms)) is not None and ends_on < today_of(agreement.program, at):
        ends_on = following
    if ends_on == agreement.ends_on:
        return False
    set_end(agreement, ends_on, by=by, at=at, reason=_("Renewed until %s.") % ends_on.isoformat())
    return True


def set_end(agreement: SignedAgreement, ends_on: date, *, by: Actor | None, at: datetime, reason: str) -> None:
    """Move the last day of a locked agreement that is in force or lapsed, and its clocks; the timeline says why."""
    section = agreements_section(guide_of(agreement.program, at))
    terms = section.documents.get(agreement.text.key) if section else None
    assert agreement.starts_on is not None
    notice_on = term_until(agreement.starts_on, ends_on, terms).notice_on if terms else None
    columns = {"ends_on": ends_on, "notice_on": notice_on, "notice_given_at": None, "notice_by": None}
    if agreement.state == AgreementState.LAPSED:
        move_agreement(agreement, AgreementState.EXECUTED, by=by, at=at, reason=reason, **columns)
    else:
        write_move(agreement, before=agreement.state, after=agreement.state, by=by, at=at, reason=reason)
        for name, value in columns.items():
            setattr(agreement, name, value)
        agreement.save(update_fields=list(columns))
    set_clocks(agreement, section)
    record("agreement.renewed", by=by, subject=agreement, partner_id=agreement.partner_id, until=ends_on.isoformat())


@transaction.atomic
def renew_agreement(agreement_id: int, *, ends_on: date, reason: str, by: Actor, at: datetime) -> SignedAgreement:
    """Prolong an agreement by an act. Raises Refusal for a day that is no later, and for one that the partner alone accepts."""
    agreement = locked_agreement(agreement_id)
    if agreement.state not in (AgreementState.EXECUTED, AgreementState.LAPSED) or agreement.ends_on is None:
        raise Conflict(_("Nothing here has an end that could be moved."))
    if agreement.signed_by == SignedAgreement.Signatories.PARTNER:
        raise Refusal(_("The partner accepts this document again: it cannot be prolonged for them."))
    if not reason.strip():
        raise Refusal(_("Say why: the timeline will show it."), field="reason")
    if ends_on <= max(agreement.ends_on, today_of(agreement.program, at)):
        raise Refusal(_("Choose a day after the present end, and after today."), field="ends_on")
    set_end(agreement, ends_on, by=by, at=at, reason=reason)
    return agreement


@transaction.atomic
def give_notice(agreement_id: int, *, reason: str, by: Actor, at: datetime) -> SignedAgreement:
    """Say that it ends with its term. Either side may, until the notice day. Raises Conflict after it."""
    agreement = locked_agreement(agreement_id)
    today = today_of(agreement.program, at)
    if agreement.state != AgreementState.EXECUTED or agreement.ends_on is None:
        raise Conflict(_("This agreement has no end that a notice could be given to."))
    if agreement.notice_given_at is not None:
        raise Conflict(_("Notice was given already."))
    if agreement.notice_on is not None and today > agreement.notice_on:
        raise Conflict(_("The last day for a notice was %s.") % date_format(agreement.notice_on, "SHORT_DATE_FORMAT"))
    if not reason.strip():
        raise Refusal(_("Say why: the other side will read it."), field="reason")
    state = AgreementState(agreement.state)
    write_move(agreement, before=state, after=state, by=by, at=at, reason=_("Notice: %s") % reason.strip())
    agreement.notice_given_at, agreement.notice_by_id = at, by.membership_id
    agreement.save(update_fields=["notice_given_at", "notice_by"])
    close_deadline(NOTICE, agreement.pk, "given")
    record("agreement.notice", by=by, subject=agreement, partner_id=agreement.partner_id)
    return agreement


@transaction.atomic
def end_agreement(agreement_id: int, *, reason: str, by: Actor, at: datetime) -> SignedAgreement:
    """End an agreement at once, with the effect that the guide names for its lapse; the end of the master ends the partnership.

    Raises Refusal without a reason, and for whom the end of a partnership is not to decide (section P: a program admin).
    """
    if not reason.strip():
        raise Refusal(_("Say why: the partner will read it."), field="reason")
    agreement = locked_agreement(agreement_id)
    if would_end_all(agreement, at=at) and not by.may("partners.terminate"):
        raise Refusal(_("Without this agreement the partnership is over: a program admin ends it."))
    move_agreement(agreement, AgreementState.ENDED, by=by, at=at, reason=reason)
    for kind in (END, NOTICE):
        close_deadline(kind, agreement.pk, "ended")
    return agreement


def lapse(agreement: SignedAgreement, *, at: datetime, reason: str) -> None:
    """A locked agreement lapses; what hangs on it stops this very moment, since whoever asks reads the state."""
    move_agreement(agreement, AgreementState.LAPSED, by=None, at=at, reason=reason)
    for kind in (END, NOTICE):
        close_deadline(kind, agreement.pk, "lapsed")
    tell_admins(agreement, "agreement_lapsed")


@transaction.atomic
def acceptance_due(agreement_id: int, *, at: datetime) -> str:
    """The last day for accepting a newer version is over: the earlier one lapses, and the newer one stays to be signed."""
    agreement = locked_agreement(agreement_id)
    if agreement.state not in UNDER_WAY:
        return "over"
    earlier = locked_agreement(agreement.replaces_id) if agreement.replaces_id else None
    if earlier is None or earlier.state != AgreementState.EXECUTED:
        return "nothing"
    lapse(earlier, at=at, reason=_("The newer version was not accepted in time."))
    return "lapsed"


@transaction.atomic
def remind_of_end(agreement_id: int, *, at: datetime) -> None:
    """Before the end: what is renewed by an act is put before the partner again; everybody else is told."""
    agreement = locked_agreement(agreement_id)
    if agreement.state != AgreementState.EXECUTED or agreement.partner.state == Partner.State.TERMINATED:
        return
    if agreement.renewal == SignedAgreement.Renewal.BY_ACT:
        text = text_in_force(agreement.program_id, agreement.text.key, today_of(agreement.program, at))
        waiting = SignedAgreement.objects.filter(replaces=agreement, state__in=UNDER_WAY)
        if text is not None and not waiting.exists():
            sent = send_agreement(
                partner_id=agreement.partner_id,
                text=text,
                replaces=agreement,
                accept_by=agreement.ends_on,
                by=None,
                at=at,
            )
            tell_signatories([sent], at=at)
        return
    tell_admins(agreement, "agreement_ending")


def tell_admins(agreement: SignedAgreement, template: str) -> None:
    """Mail to the partner's admins about a day of an agreement; one for each day."""
    known = {
        "agreement_ending": "partners/agreement_ending",
        "agreement_lapsed": "partners/agreement_lapsed",
        "agreement_notice": "partners/agreement_notice",
    }[template]
    for reader in partner_admins(agreement.partner_id):
        send_mail(
            key=f"agreement:{agreement.pk}:{template}:{agreement.ends_on}:{reader.member.pk}",
            template=known,
            to=reader.member,
            language=reader.language,
            context={
                "agreement": agreement.pk,
                "heading": agreement.text.heading,
                "program": agreement.program.name,
                "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else "",
                "notice_on": agreement.notice_on.isoformat() if agreement.notice_on else "",
                "renews": agreement.renewal == SignedAgreement.Renewal.AUTOMATIC,
            },
            partner_id=agreement.partner_id,
        )
