"""What is read of applications."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from partners.guide.applications import ApplicationsSection
from partners.models import (
    Application,
    ApplicationCountry,
    ApplicationDocument,
    ApplicationExecutive,
    ApplicationOwner,
    ApplicationTransition,
    CompanyFact,
    Partner,
)
from partners.queries.programs import guide_for, section_of
from partners.states import STANDING, ApplicationState
from portal.accounts.actor import Actor
from portal.company_names import normalise_company_name
from portal.guides.models import Program
from portal.keyset import Order

OLDEST_FIRST = Order("oldest", "", ("submitted_at", "id"), descending=False)
NEWEST_FIRST = Order("newest", "", ("submitted_at", "id"))
LAST_LETTER = "\U0010ffff"


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """What was sent in, to those of the vendor who may see it; a draft is the applicant's own."""
    sent: QuerySet[Application] = Application.objects.filter(submitted_at__isnull=False)
    return sent if actor.is_staff and actor.may("applications.see") else sent.none()


def named_like(applications: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Those whose company's name begins so, by a range of a btree."""
    prefix = normalise_company_name(text)[:160]
    if not prefix:
        return applications.none()
    return applications.filter(search_name__gte=prefix, search_name__lt=prefix + LAST_LETTER)


def countries_of(application: Application) -> list[str]:
    """Countries of the latest revision."""
    rows = ApplicationCountry.objects.filter(application=application, revision=application.revision)
    return list(rows.order_by("country").values_list("country", flat=True))


def owners_of(application: Application) -> list[ApplicationOwner]:
    """Owners of the latest revision, as listed."""
    rows = ApplicationOwner.objects.filter(application=application, revision=application.revision)
    return list(rows.order_by("position"))


def executives_of(application: Application) -> list[ApplicationExecutive]:
    """Executives of the latest revision, as listed."""
    rows = ApplicationExecutive.objects.filter(application=application, revision=application.revision)
    return list(rows.order_by("position"))


def documents_of(application: Application) -> list[ApplicationDocument]:
    """Files that are there and were not taken back."""
    rows = ApplicationDocument.objects.filter(application=application, removed_at=None)
    return list(rows.select_related("file").order_by("id"))


def steps_of(application: Application) -> list[ApplicationTransition]:
    """The timeline, newest first."""
    return list(
        ApplicationTransition.objects.filter(application=application).select_related("by").order_by("-id")[:200]
    )


def attached_to(application: Application) -> list[Application]:
    """Later applications of the same company."""
    return list(Application.objects.filter(attached_to=application, state=ApplicationState.ATTACHED).order_by("id"))


@dataclass(frozen=True, slots=True)
class Known:
    """What the vendor has of a company already: another application of this program, or a partner.

    `by_domain`: the mail box proves that it is the same company; a tax id alone may have been typed by anybody.
    """

    application: Application | None = None
    partner: Partner | None = None
    by_domain: bool = False


def known_company(application: Application, section: ApplicationsSection) -> Known:
    """The earliest standing application of the company in this program or category (F-ONB-03), and the partner it is, if any."""
    others = Application.objects.filter(
        _same_company(application), program_id=application.program_id, state__in=STANDING
    ).exclude(pk=application.pk)
    if section.attaches.value == "category":
        others = others.filter(category=application.category)
    first: Application | None = others.order_by("submitted_at", "id").first()
    partner = partner_of_company(domain=application.domain, tax_id=application.tax_id)
    by_domain = first is not None and first.domain == application.domain
    return Known(first, partner, by_domain)


def _same_company(application: Application) -> Q:
    same = Q(domain=application.domain)
    return same | Q(tax_id=application.tax_id) if application.tax_id else same


def partner_of_company(*, domain: str, tax_id: str) -> Partner | None:
    """The partner whose papers name this domain or tax id today (X-10)."""
    same = Q(kind=CompanyFact.Kind.DOMAIN, value=domain)
    if tax_id:
        same |= Q(kind=CompanyFact.Kind.TAX_ID, value=tax_id)
    fact = CompanyFact.objects.filter(same, period__upper_inf=True).order_by("id").select_related("partner").first()
    return fact.partner if fact else None


def may_apply_from(application: Application, *, at: datetime) -> datetime | None:
    """Until when a company that was refused waits before it applies again; None where it need not.

    By its mail domain only: that it was refused is told to nobody who cannot read its mail. By the guide that it was refused
    under, so that the day is the one it was told.
    """
    last = (
        Application.objects.filter(
            domain=application.domain, program_id=application.program_id, state=ApplicationState.REJECTED
        )
        .exclude(pk=application.pk)
        .order_by("-decided_at")
        .first()
    )
    guide = guide_for(last, at) if last is not None else None
    section = section_of(guide) if guide is not None else None
    return free_again(last, section) if last is not None and section is not None else None


def free_again(refused: Application, section: ApplicationsSection) -> datetime | None:
    """When the wait after a refusal is over, by its reason; None where it was not refused."""
    if refused.state != ApplicationState.REJECTED or refused.decided_at is None:
        return None
    code = (
        ApplicationTransition.objects.filter(application=refused, after=ApplicationState.REJECTED)
        .values_list("reason", flat=True)
        .first()
    )
    reason = section.reasons.get(code or "")
    days = (
        section.again_after_days.value if reason is None or reason.again_after_days is None else reason.again_after_days
    )
    since: datetime = refused.decided_at + timedelta(days=days)
    return since


def filter_applications(
    applications: QuerySet[Application],
    *,
    company: str = "",
    state: str = "",
    program: int | None = None,
    domain: str = "",
) -> QuerySet[Application]:
    """Applications narrowed to what a list was asked for; what is empty narrows nothing."""
    wanted = {"state": state, "program_id": program, "domain_check": domain}
    applications = applications.filter(**{name: value for name, value in wanted.items() if value})
    return named_like(applications, company) if company else applications


def programs_to_choose() -> list[tuple[int, str]]:
    """The vendor's programs, for a filter."""
    return list(Program.objects.order_by("name", "id").values_list("pk", "name"))


def drafts_begun_before(program_id: int, begun: datetime) -> QuerySet[Application, int]:
    """Ids of drafts that were begun before a moment."""
    found: QuerySet[Application, int] = (
        Application.objects.filter(program_id=program_id, state=ApplicationState.DRAFT, started_at__lt=begun)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return found
