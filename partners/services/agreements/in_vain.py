"""Agreements that were executed on a way in that was given up: they end with it, and nothing follows from their end."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.agreement_states import AgreementState
from partners.models import Admission, Enrolment, EnrolmentTrait, SignedAgreement
from partners.queries.agreements import agreements_section, guide_of, today_of
from partners.rules.agreements import documents_of
from partners.services.agreements.moves import locked_agreement, move_agreement
from partners.services.agreements.sending import END, NOTICE
from partners.services.standing import would_end_all
from portal.accounts.actor import Actor
from portal.deadlines.services import close_deadline


def end_in_vain(admission: Admission, *, by: Actor | None, at: datetime) -> None:
    """End what was executed for this way alone. The named effect is that nothing hangs on it: no benefit ever began with it, so
    its end suspends nobody and stops no payout. What the partner needs elsewhere in the program stays.
    """
    needed = _needed_elsewhere(admission, at)
    here = Q(admission=admission) | Q(replaces__admission=admission)
    executed = SignedAgreement.objects.filter(here, state__in=(AgreementState.EXECUTED, AgreementState.LAPSED))
    for pk in executed.exclude(text__key__in=needed).order_by("pk").values_list("pk", flat=True):
        agreement = locked_agreement(pk)
        if would_end_all(agreement, at=at):
            continue
        reason = _("The admission was given up: it never took effect.")
        move_agreement(
            agreement, AgreementState.ENDED, by=by, at=at, reason=reason, on_lapse=SignedAgreement.Lapse.NOTHING
        )
        for kind in (END, NOTICE):
            close_deadline(kind, agreement.pk, "ended")


def _needed_elsewhere(admission: Admission, at: datetime) -> set[str]:
    """Documents of the categories that the partner is in, or on another way into, in this program."""
    section = agreements_section(guide_of(admission.program, at))
    if section is None:
        return set()
    day = today_of(admission.program, at)
    here = {"partner_id": admission.partner_id, "program_id": admission.program_id}
    places: list[tuple[str, set[str]]] = []
    for one in Enrolment.objects.filter(period__contains=day, **here):
        traits = EnrolmentTrait.objects.filter(enrolment=one, holds=True, period__contains=day)
        places.append((one.category, set(traits.values_list("kind", flat=True))))
    others = Admission.objects.filter(activated_at=None, closed_at=None, **here).exclude(pk=admission.pk)
    places += [(other.category, set(other.flags)) for other in others]
    return {key for category, flags in places for key in documents_of(section, category=category, flags=flags)}
