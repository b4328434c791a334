"""What can be done with an agreement from its page: each act is a noun with its right, its form, and why it is refused now."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.agreement_states import UNDER_WAY, AgreementState
from partners.forms.agreements import DeviationForm, PaperForm, RenewalForm
from partners.models import SignedAgreement
from partners.rules.agreements import NOT_NOW_MESSAGES, NotNow
from partners.services.agreements.papers import Deviation, Signed, add_deviation, upload_paper
from partners.services.agreements.sending import withdraw_agreement
from partners.services.agreements.terms import end_agreement, give_notice, renew_agreement
from portal.accounts.actor import Actor
from portal.forms import ReasonForm
from portal.shell.acts import Act, plain


def _no_paper(agreement: SignedAgreement, at: datetime) -> str:
    if agreement.state == AgreementState.SENT:
        return ""
    if agreement.state == AgreementState.PAPER:
        return gettext(NOT_NOW_MESSAGES[NotNow.ON_PAPER])
    if agreement.state in UNDER_WAY:
        return gettext("Only while nobody has signed in the browser.")
    return gettext(NOT_NOW_MESSAGES[NotNow.NOT_OPEN])


def _no_deviation(agreement: SignedAgreement, at: datetime) -> str:
    may = agreement.state in (AgreementState.SENT, AgreementState.PAPER)
    return "" if may else gettext("What was agreed stays as it was signed.")


def _no_withdrawal(agreement: SignedAgreement, at: datetime) -> str:
    return "" if agreement.state in UNDER_WAY else gettext("Nothing is under way here.")


def _no_renewal(agreement: SignedAgreement, at: datetime) -> str:
    if agreement.ends_on is None or agreement.state not in (AgreementState.EXECUTED, AgreementState.LAPSED):
        return gettext("Nothing here has an end that could be moved.")
    if agreement.signed_by == SignedAgreement.Signatories.PARTNER:
        return gettext("The partner accepts this document again by itself.")
    return ""


def _no_notice(agreement: SignedAgreement, at: datetime) -> str:
    if agreement.state != AgreementState.EXECUTED or agreement.ends_on is None:
        return gettext("This agreement has no end that a notice could be given to.")
    return gettext("Notice was given already.") if agreement.notice_given_at else ""


def _no_end(agreement: SignedAgreement, at: datetime) -> str:
    may = agreement.state in (AgreementState.EXECUTED, AgreementState.LAPSED)
    return "" if may else gettext("Only what is in force can be ended.")


def _upload(agreement: SignedAgreement, data: dict[str, Any], by: Actor, at: datetime) -> object:
    file = data.pop("file")
    return upload_paper(agreement.pk, file=file, name=file.name, signed=Signed(**data), by=by, at=at)


def _deviate(agreement: SignedAgreement, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return add_deviation(agreement.pk, deviation=Deviation(**data), by=by, at=at)


def _withdraw(agreement: SignedAgreement, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return withdraw_agreement(agreement.pk, by=by, at=at, reason=data["reason"])


def _renew(agreement: SignedAgreement, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return renew_agreement(agreement.pk, ends_on=data["ends_on"], reason=data["reason"], by=by, at=at)


def _notice(agreement: SignedAgreement, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return give_notice(agreement.pk, reason=data["reason"], by=by, at=at)


def _end(agreement: SignedAgreement, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return end_agreement(agreement.pk, reason=data["reason"], by=by, at=at)


ACTS: tuple[Act[SignedAgreement], ...] = (
    Act(
        noun="paper",
        right="agreements.manage",
        title=_("Upload a signed paper"),
        done=_("Uploaded: a second person checks it."),
        make_form=plain(PaperForm),
        run=_upload,
        refuse=_no_paper,
        intro=_("Name each deviation from the guide first: it is part of what is checked."),
    ),
    Act(
        noun="deviation",
        right="agreements.manage",
        title=_("Name a deviation"),
        done=_("Named: it is part of the agreement."),
        make_form=plain(DeviationForm),
        run=_deviate,
        refuse=_no_deviation,
        intro=_("Where this agreement says something else than the program guide (G-GEN-05)."),
    ),
    Act(
        noun="renewal",
        right="agreements.manage",
        title=_("Renew"),
        done=_("Renewed."),
        make_form=plain(RenewalForm),
        run=_renew,
        refuse=_no_renewal,
    ),
    Act(
        noun="notice",
        right="agreements.sign",
        title=_("Give notice"),
        done=_("Notice is given: it ends with its term."),
        make_form=plain(ReasonForm),
        run=_notice,
        refuse=_no_notice,
        tone="danger",
        intro=_("The agreement then ends on its last day instead of being renewed."),
    ),
    Act(
        noun="withdrawal",
        right="agreements.manage",
        title=_("Take back"),
        done=_("Taken back."),
        make_form=plain(ReasonForm),
        run=_withdraw,
        refuse=_no_withdrawal,
        tone="danger",
    ),
    Act(
        noun="end",
        right="agreements.manage",
        title=_("End now"),
        done=_("Ended."),
        make_form=plain(ReasonForm),
        run=_end,
        refuse=_no_end,
        tone="danger",
        intro=_(
            "It ends at once, with the effect that the guide names for its lapse. The end of a master agreement ends the "
            "partnership: only a program admin does that."
        ),
    ),
)
