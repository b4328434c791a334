"""How the extras of a tier stand: which episode goes on, from when one may be suspended, what is suspended on a day (G-TIER-07)."""

from datetime import date

from django.db.models import Q

from partners.queries.terms import people_on
from tiering.guide.requirements import RequirementsSection
from tiering.models import ExtrasTransition, ExtrasWatch, Grace
from tiering.queries.standing import guide_in_force
from tiering.rules.extras import suspension_day
from tiering.states import OPEN


def open_watch(enrolment_id: int) -> ExtrasWatch | None:
    """The episode that goes on; None where nothing was lost, or all was met again."""
    watch: ExtrasWatch | None = ExtrasWatch.objects.filter(enrolment_id=enrolment_id, state__in=OPEN).first()
    return watch


def suspension_on(enrolment_id: int, day: date) -> ExtrasWatch | None:
    """The suspension that holds on a day; it ends on the day on which the lines were met again."""
    found: ExtrasWatch | None = ExtrasWatch.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), enrolment_id=enrolment_id, suspended_on__lte=day
    ).first()
    return found


def earliest_suspension(watch: ExtrasWatch) -> date:
    """The first day on which somebody may suspend: after the window for replacements, or after a recovery period."""
    people = people_on(watch.program_id, watch.warned_on)
    granted = Grace.objects.filter(enrolment_id=watch.enrolment_id, ends_on__gte=watch.warned_on)
    newest = granted.order_by("-ends_on").first()
    return suspension_day(
        warned_on=watch.warned_on,
        replacement_months=people.replacement.soft_months.value if people.replacement else 0,
        window_is_over=_asks_certificates(watch),
        grace_ends=newest.ends_on if newest else None,
    )


def watches_open() -> list[ExtrasWatch]:
    """Episodes that go on, longest first: each is a task of the channel manager."""
    rows = ExtrasWatch.objects.filter(state__in=OPEN).prefetch_related("partner", "program")
    return list(rows.order_by("warned_on", "id")[:50])


def moves_of(watch: ExtrasWatch) -> list[ExtrasTransition]:
    """What became of an episode, newest first."""
    return list(ExtrasTransition.objects.filter(watch=watch).select_related("author").order_by("-id"))


def _asks_certificates(watch: ExtrasWatch) -> bool:
    guide = guide_in_force(watch.program_id, watch.warned_on)
    section = guide.document.sections.get("requirements") if guide else None
    if not isinstance(section, RequirementsSection):
        return False
    baskets = {
        name for key, _variant, one in section.each() if one.kind == "basket" for name in (key, one.line_key) if name
    }
    return bool(baskets & set(watch.lost))
