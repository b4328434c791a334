"""What fees for taking part add to the shell: where finance sees to them, what is due, and the second person's question."""

from datetime import UTC, date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Enrolment, ParticipationFee, Partner
from partners.panels import Panel, partner_panel
from partners.queries.agreements import today_of
from partners.queries.fees import TAKE_BACK, Owed, fees_visible_to, late_payers, owed_by
from partners.services.fees import taking_back_decided
from portal.accounts.actor import Actor
from portal.approvals.kinds import Summary, approval_kind, nothing_follows
from portal.approvals.models import Approval
from portal.guides.models import Program
from portal.money import Money, format_money
from portal.shell.registries import InboxItem, inbox_source, settings_entry
from portal.tenancy.queries import current_slug

settings_entry(
    "fees",
    label=gettext_lazy("Fees for taking part"),
    line=gettext_lazy("Who paid the fee of the year, and who owes it"),
    icon="payout",
    url_name="partners:fees",
    right="fees.record",
    order=30,
)


def describe_taking_back(approval: Approval) -> Summary:
    """Which fee, and why it should be none."""
    fee = ParticipationFee.objects.select_related("partner").filter(pk=approval.subject_id).first()
    if fee is None:
        return Summary("")
    amount = format_money(Money(fee.amount_minor, fee.currency))
    url = reverse("partners:partner", kwargs={"vendor": current_slug(), "partner": fee.partner_id})
    return Summary(f"{fee.partner.name} · {fee.year} · {amount} · {approval.detail.get('reason', '')}", url)


approval_kind(
    TAKE_BACK,
    label=gettext_lazy("Taking back a recorded fee"),
    right="fees.record",
    decided=taking_back_decided,
    four_eyes=True,
    describe=describe_taking_back,
    withdrawn=nothing_follows,
)


@partner_panel("fees", label=gettext_lazy("Fees for taking part"), right="agreements.see", order=35, own=True)
def fees(actor: Actor, partner: Partner) -> Panel | None:
    """The fee of this year, and what was recorded."""
    now, slug = timezone.now(), current_slug()
    owed: list[tuple[Owed, str]] = []
    for one in Enrolment.objects.filter(partner=partner).select_related("program", "partner").order_by("pk"):
        day = today_of(one.program, now)
        found = owed_by(one, year=day.year, at=now) if day in one.period else None
        if found is not None:
            owed.append((found, reverse("partners:fee", kwargs={"vendor": slug, "enrolment": one.pk})))
    recorded = [
        (fee, reverse("partners:fee-taking-back", kwargs={"vendor": slug, "fee": fee.pk}))
        for fee in fees_visible_to(actor).filter(partner=partner).order_by("-year", "-pk")[:8]
    ]
    if not owed and not recorded:
        return None
    context = {"owed": owed, "recorded": recorded, "may_record": actor.may("fees.record")}
    return Panel("partners/panels/fees.html", context)


@inbox_source("fees.owed", right="agreements.sign")
def owed_by_us(actor: Actor, now: datetime) -> list[InboxItem]:
    """A partner's own fee of the year."""
    if actor.is_staff:
        return []
    url = reverse("partners:company", kwargs={"vendor": current_slug()})
    items = []
    for one in (
        Enrolment.objects.filter(partner_id=actor.partner_id).select_related("program", "partner").order_by("pk")
    ):
        owed = owed_by(one, year=today_of(one.program, now).year, at=now)
        if owed is None or owed.paid is not None:
            continue
        words = _("Fee of %(year)s for %(program)s") % {"year": owed.year, "program": one.program.name}
        line = format_money(owed.amount)
        items.append(_item(words, url, owed.due_on, line=line, is_late=owed.is_late))
    return items


@inbox_source("fees.late", right="fees.record")
def late_fees(actor: Actor, now: datetime) -> list[InboxItem]:
    """What did not arrive in time: finance asks, and the program may switch off what hangs on it (G-TECH-01)."""
    slug = current_slug()
    items = []
    for program in Program.objects.order_by("pk"):
        found = late_payers(program, now)
        for one in found[0] if found else ():
            url = reverse("partners:fee", kwargs={"vendor": slug, "enrolment": one.pk})
            words = _("%(partner)s has not paid the fee of the year") % {"partner": one.partner.name}
            assert found is not None
            items.append(_item(words, url, found[1], line=program.name, is_late=True))
    return items


def _item(title: str, url: str, due_on: date, *, line: str, is_late: bool) -> InboxItem:
    due = datetime.combine(due_on, time(), UTC)
    words = _("%(line)s, due %(day)s") % {"line": line, "day": date_format(due_on, "SHORT_DATE_FORMAT")}
    return InboxItem(title=title, url=url, at=due, line=words, due=due, tone="warn" if is_late else "")
