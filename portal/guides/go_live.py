"""What a vendor's guides add to the go-live list: one in force in each program, and no figure that nobody confirmed (X-04)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.clock import legal_date
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from portal.guides.queries.open_figures import open_figures
from portal.tenancy.go_live import Finding, go_live_check

SHOWN = 5


@go_live_check("guides", label=_("Published guide"))
def every_program_has_a_guide() -> Finding:
    """In force today, in the program's legal time zone."""
    programs, guides = _in_force(timezone.now())
    missing = [program.name for program in programs if program.pk not in guides]
    if not programs:
        return Finding(False, _("There is no program yet."), "guides:list")
    return Finding(not missing, ", ".join(missing) or _("Every program has one in force."))


@go_live_check("figures", label=_("Unconfirmed figures"))
def every_figure_is_confirmed() -> Finding:
    """Figures that the sources leave open are proposals until somebody confirms them, in a guide or for the year (X-04)."""
    now = timezone.now()
    programs, guides = _in_force(now)
    names = [
        figure.name
        for program in programs
        for figure in open_figures(program.pk, _today(program, now).year, _today(program, now))
        if not figure.confirmed
    ]
    if not names:
        return Finding(bool(guides), _("None.") if guides else _("No guide is in force yet."))
    words = f"{len(names)}: {', '.join(names[:SHOWN])}{' …' if len(names) > SHOWN else ''}"
    return Finding(False, words, "guides:list")


def _in_force(now: datetime) -> tuple[list[Program], dict[int, Guide]]:
    programs, guides = list(Program.objects.order_by("name")), {}
    for program in programs:
        try:
            guides[program.pk] = guide_on(program.pk, _today(program, now))
        except NoGuideInForce:
            continue
    return programs, guides


def _today(program: Program, now: datetime) -> date:
    return legal_date(now, zone=ZoneInfo(program.legal_time_zone))
