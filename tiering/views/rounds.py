"""Starting the annual review of a program, from its portfolio."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.shell.acts import Place
from portal.shell.views.acts import ActPages
from tiering.acts.rounds import START, ProgramDesk
from tiering.queries.rounds import annual_round, programs_reviewed_by


def _desk(actor: Actor, program: int, now: datetime) -> ProgramDesk:
    found = get_object_or_404(programs_reviewed_by(actor), pk=program)
    return ProgramDesk(found, annual_round(found, now=now))


def _place(desk: ProgramDesk, vendor: str) -> Place:
    line = desk.program.name
    if desk.found is not None:
        first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (desk.found.days.first, desk.found.days.last))
        line = f"{line} · {_('data of %(first)s to %(last)s') % {'first': first, 'last': last}}"
    back = reverse("tiering:portfolio", kwargs={"vendor": vendor}) + f"?program={desk.program.slug}"
    return Place(_("Portfolio"), line, back, _("Back to the portfolio"))


ROUND_PAGES = ActPages((START,), namespace="tiering", subject="program", find=_desk, show=_place)
