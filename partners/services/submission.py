"""Sending an application in, and answering a question about it: what was typed becomes rows, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partners.application_examples import closeness_of
from partners.events import PartnerEvent, emit
from partners.guide.applications import ApplicationsSection
from partners.models import (
    Application,
    ApplicationCountry,
    ApplicationExecutive,
    ApplicationOwner,
    ApplicationTransition,
)
from partners.queries.applications import known_company, may_apply_from
from partners.queries.programs import section_of
from partners.rules.company_mail import compare_domain
from partners.rules.tax_ids import plain_tax_id
from partners.services.letters import write_to_applicant
from partners.services.moves import move_application, write_step
from partners.states import WAITING, ApplicationState
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.company_names import normalise_company_name
from portal.guides.queries import Guide
from portal.problems import Conflict, Refusal
from portal.tenancy import current_vendor_id


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds shares, in percent."""

    kind: str
    name: str
    share: Decimal
    country: str
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Executive:
    """Who leads."""

    name: str
    role: str
    country: str
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """All that was typed, read and found right."""

    company: str
    country: str
    website: str
    trade_name: str = ""
    tax_id: str = ""
    countries: tuple[str, ...] = ()
    owners: tuple[Owner, ...] = ()
    executives: tuple[Executive, ...] = ()
    indirect_owners: str = ""
    answers: Mapping[str, Any] | None = None


def send_in(application: Application, *, sent: Sent, guide: Guide, at: datetime) -> bool:
    """Send a locked draft in; False, and nothing happens, where it was sent in already.

    One submission, one mail, one event. A second application of the same company in the program attaches to the first
    (F-ONB-03). Raises Refusal where the mail was not confirmed, or where the company was refused and has to wait.
    """
    if application.state != ApplicationState.DRAFT:
        return False
    if application.mail_confirmed_at is None:
        raise Refusal(
            _("Confirm your mail address first: the link is in the mail that we sent."), code="mail-unconfirmed"
        )
    section = section_of(guide)
    if section is None:
        raise Conflict(_("This program takes no applications at this time."))
    _lock_program(application.program_id)
    columns = _columns(application, sent, section)
    for name, value in columns.items():
        setattr(application, name, value)
    _refuse_too_early(application, at=at)
    known = known_company(application, section)
    columns |= {"revision": 1, "submitted_at": at, "guide_version_id": guide.version_id}
    application.revision = 1
    _write_rows(application, sent)
    if known.application is not None:
        move_application(
            application,
            ApplicationState.ATTACHED,
            by=None,
            at=at,
            inputs={"same_domain": known.by_domain},
            attached_to_id=known.application.pk,
            **columns,
        )
    else:
        move_application(application, ApplicationState.SUBMITTED, by=None, at=at, **columns)
        take_up(application, by=None, at=at)
    write_to_applicant(application, "received", key="received", company=application.company)
    return True


def take_up(application: Application, *, by: Actor | None, at: datetime) -> None:
    """Tell who checks companies, and begin the review; without legal screening that is all it means (F-ONB-01)."""
    emit(_event("submitted", application), by=by, at=at)
    application.refresh_from_db(fields=["state"])
    if application.state == ApplicationState.SUBMITTED:
        move_application(application, ApplicationState.SCREENING, by=by, at=at)


def send_answer(
    application: Application, *, sent: Sent, section: ApplicationsSection, words: str, at: datetime
) -> bool:
    """Send what was asked for as a new revision; False where nothing is waited for (any more)."""
    if application.asked_at is None or application.state not in WAITING:
        return False
    columns = _columns(application, sent, section) | {"revision": application.revision + 1, "asked_at": None}
    for name, value in columns.items():
        setattr(application, name, value)
    _write_rows(application, sent)
    application.save(update_fields=list(columns))
    write_step(
        application,
        by=None,
        at=at,
        act=ApplicationTransition.Act.ANSWERED,
        before=application.state,
        after=application.state,
        told=words,
        inputs={"revision": application.revision},
    )
    record("application.answered", subject=application)
    emit(_event("changed", application), by=None, at=at)
    return True


def _event(kind: Any, application: Application) -> PartnerEvent:
    return PartnerEvent(
        kind, program_id=application.program_id, application_id=application.pk, partner_id=application.partner_id
    )


def _columns(application: Application, sent: Sent, section: ApplicationsSection) -> dict[str, Any]:
    check = compare_domain(sent.company, application.domain, closeness_of(section.mail))
    return {
        "company": sent.company.strip(),
        "trade_name": sent.trade_name.strip(),
        "search_name": normalise_company_name(sent.company)[:160],
        "country": sent.country,
        "tax_id": plain_tax_id(sent.tax_id),
        "website": sent.website,
        "domain_check": check.value,
        "indirect_owners": sent.indirect_owners,
        "answers": dict(sent.answers or {}),
    }


def _write_rows(application: Application, sent: Sent) -> None:
    place = {"application": application, "revision": application.revision}
    ApplicationCountry.objects.bulk_create(
        ApplicationCountry(country=country, **place) for country in sorted(set(sent.countries))
    )
    ApplicationOwner.objects.bulk_create(
        ApplicationOwner(position=number, kind=one.kind, name=one.name, share=one.share, country=one.country,
                         birth_date=one.birth_date, **place)
        for number, one in enumerate(sent.owners, start=1)
    )  # fmt: skip
    ApplicationExecutive.objects.bulk_create(
        ApplicationExecutive(position=number, name=one.name, role=one.role, country=one.country,
                             birth_date=one.birth_date, **place)
        for number, one in enumerate(sent.executives, start=1)
    )  # fmt: skip


def _refuse_too_early(application: Application, *, at: datetime) -> None:
    since = may_apply_from(application, at=at)
    if since is not None and at < since:
        raise Refusal(
            _("Your company applied before and may apply again from %(day)s.")
            % {"day": date_format(since.astimezone(timezone.get_current_timezone()), "SHORT_DATE_FORMAT")},
            code="too-early",
        )


def _lock_program(program_id: int) -> None:
    """Two applications of one company at one instant: the second waits, and then finds the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"applications {current_vendor_id()} {program_id}"],
        )
