"""What can be changed of a company: its owners, its executives, its papers. A partner's own change waits to be confirmed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.company import EndingForm, ExecutiveForm, FactForm, OwnerForm, ShareForm
from partners.models import Partner, PartnerExecutive, PartnerOwner
from partners.queries.people import vendor_today
from partners.services.company.asking import change_company
from portal.accounts.actor import Actor
from portal.shell.acts import Act, MakeForm, Run, Typed

KEEP = "principals.keep"
_WAITS = _("What a partner itself records here waits for the vendor's confirmation. What was stays in the history.")


def _over(partner: Partner, at: datetime) -> str:
    return gettext("This partnership is over.") if partner.state == Partner.State.TERMINATED else ""


def _gone(row: PartnerOwner | PartnerExecutive, at: datetime) -> str:
    return gettext("This ended already.") if row.period.upper is not None else _over(row.partner, at)


def _from_today(form: type[forms.Form], field: str) -> MakeForm[Any]:
    return lambda typed, subject, at: form(*typed, initial={field: vendor_today(at)})


def _share_form(typed: Typed, owner: PartnerOwner, at: datetime) -> forms.Form:
    return ShareForm(*typed, initial={"share": owner.share, "begins": vendor_today(at)})


def _runs(noun: str) -> Run[Any]:
    def run(subject: Any, data: dict[str, Any], by: Actor, at: datetime) -> None:
        change_company(noun, subject, data, by=by, at=at)

    return run


_DONE = _("It is recorded, or waits to be confirmed.")
PARTNER_ACTS: tuple[Act[Partner], ...] = (
    Act("owner", KEEP, _("Add an owner"), _DONE, _from_today(OwnerForm, "begins"), _runs("owner"), _over, intro=_WAITS),
    Act(
        "executive", KEEP, _("Add an executive"), _DONE, _from_today(ExecutiveForm, "begins"), _runs("executive"), _over,
        intro=_WAITS,
    ),
    Act(
        "fact", KEEP, _("Change name, country or mail"), _DONE, _from_today(FactForm, "begins"),
        _runs("fact"), _over, intro=_WAITS,
    ),
)  # fmt: skip
OWNER_ACTS: tuple[Act[PartnerOwner], ...] = (
    Act("share", KEEP, _("Change the share"), _DONE, _share_form, _runs("share"), _gone, intro=_WAITS),
    Act(
        "ending", KEEP, _("Owner no more"), _DONE, _from_today(EndingForm, "ends"), _runs("ending"), _gone, "danger",
        intro=_WAITS,
    ),
)  # fmt: skip
EXECUTIVE_ACTS: tuple[Act[PartnerExecutive], ...] = (
    Act(
        "resignation", KEEP, _("Executive no more"), _DONE, _from_today(EndingForm, "ends"), _runs("resignation"), _gone,
        "danger", intro=_WAITS,
    ),
)  # fmt: skip
ALL_ACTS: tuple[Act[Any], ...] = (*PARTNER_ACTS, *OWNER_ACTS, *EXECUTIVE_ACTS)
