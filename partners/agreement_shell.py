"""What agreements add to the shell: entries of the rail, what is missing to be active, what waits, the search."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.agreement_states import AgreementState
from partners.agreement_words import task_words
from partners.queries.admissions import admissions_visible_to, needs_of, open_tasks, waiting_first
from partners.queries.agreements import (
    agreements_visible_to,
    ending_before,
    reads_until,
    waits_for_partner,
    waits_for_vendor,
)
from portal.accounts.actor import Actor
from portal.keyset import capped_count
from portal.shell.registries import (
    Card,
    CardLine,
    Found,
    InboxItem,
    home_card,
    inbox_source,
    navigation_entry,
    search_source,
    settings_entry,
)
from portal.tenancy.queries import current_slug

SHOWN = 20
SOON = timedelta(days=90)

navigation_entry(
    "agreements",
    label=gettext_lazy("Agreements"),
    icon="file",
    url_name="agreements:list",
    right="agreements.follow",
    order=70,
)


def _agreement(pk: int) -> str:
    return reverse("agreements:agreement", kwargs={"vendor": current_slug(), "agreement": pk})


def _admission(pk: int) -> str:
    return reverse("agreements:admission", kwargs={"vendor": current_slug(), "admission": pk})


settings_entry(
    "agreements",
    label=gettext_lazy("Agreements"),
    line=gettext_lazy("What was signed, what waits, what ends"),
    icon="file",
    url_name="agreements:list",
    right="agreements.see",
    order=25,
)


@home_card("admission", right="agreements.see", order=1)
def missing_card(actor: Actor) -> Card | None:
    """What keeps the partner from being active, as the first thing on its home page (G-GEN-02)."""
    if actor.is_staff:
        return None
    now = timezone.now()
    mine = admissions_visible_to(actor).select_related(None)  # mostly there is none, and a home page asks
    admission = waiting_first(mine, active=False).order_by("pk").first()
    if admission is None:
        return None
    needs = needs_of(admission, at=now)
    missing = [need for need in needs if not need.is_met]
    lines = tuple(
        CardLine(
            need.label,
            _agreement(need.agreement_id) if need.agreement_id else "",
            need.line,
            "warn" if need.waits_for == "partner" else "",
        )
        for need in missing[:6]
    )
    return Card(
        title=_("Not active yet"),
        figure=f"{len(needs) - len(missing)}/{len(needs)}",
        line=_("%(program)s: benefits begin when everything is there") % {"program": admission.program.name},
        url=_admission(admission.pk),
        action=_("What is missing"),
        tone="warn",
        items=lines,
    )


@home_card("after_end", right="agreements.keep", order=1)
def last_day_card(actor: Actor) -> Card | None:
    """What is left to the people of an ended partner, and until when (G-TIER-14)."""
    until = reads_until(actor)
    if until is None:
        return None
    return Card(
        title=_("The partnership has ended"),
        figure=date_format(until, "DATE_FORMAT"),
        line=_("Until this day you may read the agreements that were executed and the statements, and download them."),
        url=reverse("agreements:list", kwargs={"vendor": current_slug()}),
        action=_("Executed agreements"),
    )


@home_card("agreements", right="agreements.manage", order=40)
def desk_card(actor: Actor) -> Card | None:
    """What waits for the vendor, and what ends soon."""
    here = reverse("agreements:list", kwargs={"vendor": current_slug()})
    rows = agreements_visible_to(actor)
    counts = (
        (_("To be signed by us"), "vendor", capped_count(rows.filter(waits_for_vendor())), "warn"),
        (_("Paper to check"), "paper", capped_count(rows.filter(state=AgreementState.PAPER)), "warn"),
        (_("Ending soon"), "ending", capped_count(rows.filter(ending_before(timezone.localdate() + SOON))), ""),
        (_("Lapsed"), "lapsed", capped_count(rows.filter(state=AgreementState.LAPSED)), "bad"),
    )
    way = capped_count(waiting_first(admissions_visible_to(actor), active=False))
    lines = tuple(
        CardLine(words, f"{here}?wants={key}", f"{count:,}", tone) for words, key, count, tone in counts if count
    )
    if not lines and not way:
        return None
    return Card(
        title=_("Agreements"),
        figure=f"{way:,}",
        line=ngettext("partner on the way to active", "partners on the way to active", way),
        url=reverse("agreements:admissions", kwargs={"vendor": current_slug()}),
        action=_("On the way"),
        items=lines,
    )


@inbox_source("agreements", right="agreements.sign")
def to_be_signed(actor: Actor, now: datetime) -> list[InboxItem]:
    """Agreements that wait for this member's side."""
    waits = waits_for_vendor() if actor.is_staff else waits_for_partner()
    names = ("text", "partner" if actor.is_staff else "program")
    rows = agreements_visible_to(actor).select_related(None).prefetch_related(*names).filter(waits)
    return [
        InboxItem(
            title=_("Sign: %(name)s") % {"name": row.text.heading},
            url=reverse("agreements:signature", kwargs={"vendor": current_slug(), "agreement": row.pk}),
            at=row.sent_at,
            line=row.partner.name if actor.is_staff else row.program.name,
        )
        for row in rows.order_by("sent_at", "pk")[:SHOWN]
    ]


@inbox_source("admission_tasks", right="agreements.manage")
def to_be_done(actor: Actor, now: datetime) -> list[InboxItem]:
    """A plaque to send, and what else somebody does for a new partner."""
    return [
        InboxItem(
            title=task_words(task),
            url=_admission(task.admission_id),
            at=task.opened_at,
            line=task.admission.partner.name,
        )
        for task in open_tasks().exclude(key__startswith="step_")[:SHOWN]
    ]


@search_source("agreements", right="agreements.see")
def find_agreements(actor: Actor, words: str) -> list[Found]:
    """By the beginning of the number, or of the document's title."""
    rows = agreements_visible_to(actor).select_related(None).select_related("text").prefetch_related("partner")
    named = rows.filter(Q(number__istartswith=words) | Q(text__heading__istartswith=words))
    return [
        Found(row.text.heading, _agreement(row.pk), f"{row.number} · {row.partner.name}", _("Agreement"))
        for row in named.order_by("-pk")[:10]
    ]
