"""What can be done with a program's annual review as a whole."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.guides.models import Program
from portal.shell.acts import Act, plain
from tiering.queries.rounds import AnnualRound
from tiering.services.annual import refuse_annual_review, start_annual_review


@dataclass(frozen=True, slots=True)
class ProgramDesk:
    """A program and its newest round, where its guide holds one."""

    program: Program
    found: AnnualRound | None


START: Act[ProgramDesk] = Act(
    "annual-review",
    "tiering.measure",
    _("Start the annual review"),
    _("The annual review is started: scorecards follow as soon as everything is measured."),
    plain(forms.Form),
    lambda desk, data, by, at: start_annual_review(desk.program, by=by, at=at),
    lambda desk, at: refuse_annual_review(desk.found),
    intro=_(
        "Measures and scores everybody who was enrolled on the last day of the data. The portal starts it by itself; it is held "
        "once a year. It recommends: each tier is decided by a person."
    ),
    rule="G-REV-01",
)
