"""Scorecards, tiers, the portfolio, overrides and waivers for machines."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.api.idempotency import idempotent
from portal.api.pagination import CursorPages
from portal.api.views import ActorView
from portal.keyset import Order
from tiering.api import serializers as io
from tiering.api import standings
from tiering.models import ScorecardLine
from tiering.presentation.benefits import condition_views
from tiering.presentation.guide_words import GuideWords
from tiering.presentation.lines import figures_of
from tiering.presentation.reasons import reason_words
from tiering.queries.benefits import benefits_on
from tiering.queries.portfolio import NAME_FIRST, Wanted, narrow, portfolio, portfolio_programs, programs, standing_on
from tiering.queries.standing import (
    enrolments_visible_to,
    guide_of,
    lines_of,
    scorecards_visible_to,
    today_of,
    waivers_visible_to,
)
from tiering.rules.cards.lines import Figure
from tiering.rules.cards.stored_lines import args_from
from tiering.services.conditions import switch_condition
from tiering.services.overrides import override_tier
from tiering.services.waivers import end_waiver, waive_requirement

OLDEST = Order("oldest", "", ("id",), descending=False)


def _enrolments(actor: Actor) -> QuerySet[Enrolment]:
    return enrolments_visible_to(actor).select_related("program")


class TierView(ActorView):
    """Base of the views about tiers."""

    visible = {"enrolment": _enrolments}

    @property
    def enrolment(self) -> Enrolment:
        """The one that the address names."""
        found: Enrolment = self.found["enrolment"]
        return found


class ScorecardList(TierView):
    right = "tiering.see"
    pagination_class = CursorPages
    serializer_class = io.ScorecardOut

    @extend_schema(
        operation_id="scorecards_list", parameters=[io.ScorecardFilter], responses=io.ScorecardOut(many=True)
    )
    def get(self, request: Request, vendor: str) -> Response:
        """Scorecards the key may see, newest first (G-REV-04). `missed` counts lines to the next tier."""
        wanted = {
            f"{name}_id" if name != "as_of" else name: value for name, value in self.wanted(io.ScorecardFilter).items()
        }
        return self.listed(scorecards_visible_to(self.actor()).filter(**wanted), io.ScorecardOut)


class ScorecardDetail(TierView):
    right = "tiering.see"

    @extend_schema(operation_id="scorecards_read", responses=io.ScorecardWithLinesOut)
    def get(self, request: Request, vendor: str, scorecard: int) -> Response:
        """One scorecard with the lines of every tier (G-REV-04).

        `required`, `actual` and `counted` are in the unit of the requirement: pieces, percent, or whole units of the
        program's currency, true or false, or a word. A target that is not set gives `missing_target`, which is never met.
        """
        card = get_object_or_404(scorecards_visible_to(self.actor()).select_related("enrolment"), pk=scorecard)
        words = GuideWords(guide_of(card))
        category = words.category_code(card.enrolment.category)
        lines = lines_of(card)
        for line in lines:
            line.todo = _todo(line, words, category)  # type: ignore[attr-defined]
            names = ("required", "actual", "counted")
            line.figures = dict(zip(names, map(plain, figures_of(line)), strict=True))  # type: ignore[attr-defined]
        card.lines = lines  # type: ignore[attr-defined]
        return Response(io.ScorecardWithLinesOut(card).data)


def _todo(line: ScorecardLine, words: GuideWords, category: str) -> str:
    asked = words.requirement(line.requirement, category=category, scope=line.scope)
    return reason_words(line.reason, args_from(line.args), words=words, asked=asked)


def plain(figure: Figure) -> Any:
    """As JSON: a decimal is text, so that no digit is lost."""
    return format(figure, "f") if isinstance(figure, Decimal) else figure


class TierList(TierView):
    right = "tiering.see"
    order: Order = OLDEST
    pagination_class = CursorPages
    serializer_class = io.TierOut

    @extend_schema(operation_id="tiers_list", parameters=[io.TierFilter], responses=io.TierOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """The tier of each enrolment on `day`, today without one (G-TIER-03); a year that ended undecided runs on."""
        wanted = self.wanted(io.TierFilter)
        day = wanted.pop("day", None) or timezone.now().date()
        rows = enrolments_visible_to(self.actor()).filter(period__contains=day)
        rows = rows.filter(**{f"{name}_id": value for name, value in wanted.items()})
        return self.listed(standing_on(rows, day=day), io.TierOut)


class Portfolio(TierView):
    right = "tiering.see_all"
    order: Order = NAME_FIRST
    pagination_class = CursorPages
    serializer_class = io.PortfolioOut

    @extend_schema(operation_id="portfolio_list", parameters=[io.PortfolioFilter], responses=io.PortfolioOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """How the partners of one program stand, by name: tier held, tier reached, lines missing to the next.

        Without `program` it is the first that has tiers.
        """
        wanted = self.wanted(io.PortfolioFilter)
        number = wanted.pop("program", None)
        now = timezone.now()
        found = portfolio_programs({one.pk: today_of(one, now) for one in programs()})
        chosen = next((one for one in found if number in (None, one[0].pk)), None)
        if chosen is None and number is not None:
            raise Http404
        if chosen is None:
            return Response({"next": None, "previous": None, "results": []})
        program, guide, _section = chosen
        day = today_of(program, now)
        rows = narrow(portfolio(self.actor(), program, day=day), Wanted(**wanted), guide=guide, day=day)
        return self.listed(rows, io.PortfolioOut)


class Override(TierView):
    right = "tiering.override"

    @extend_schema(operation_id="tiers_override", request=io.OverrideIn, responses={201: io.DecisionOut})
    @idempotent
    def post(self, request: Request, vendor: str, enrolment: int) -> Response:
        """Set another tier of the category from `starts_on` up to and with `ends_on` (G-TIER-12, X-08).

        Without an end it is 31 December of that year. The scorecard stays as it is.
        """
        body = self.read(io.OverrideIn)
        decision = override_tier(self.enrolment, by=self.actor(), at=timezone.now(), **body)
        return Response(io.DecisionOut(decision).data, status=201)


class Waiver(TierView):
    right = "tiering.waive"

    @extend_schema(operation_id="tiers_waive", request=io.WaiverIn, responses={201: io.WaiverOut})
    @idempotent
    def post(self, request: Request, vendor: str, enrolment: int) -> Response:
        """Let one failed line count as met for the tier (X-08); `for_rebates` asks finance (G-RBL-04).

        `scope` as printed on the line; empty: wherever the requirement is asked.
        """
        waiver = waive_requirement(self.enrolment, by=self.actor(), **self.read(io.WaiverIn))
        return Response(io.WaiverOut(waiver).data, status=201)


class WaiverEnd(TierView):
    right = "tiering.waive"

    @extend_schema(operation_id="tiers_end_waiver", request=standings.EndIn, responses={201: io.WaiverOut})
    @idempotent
    def post(self, request: Request, vendor: str, waiver: int) -> Response:
        """Let a waiver end sooner: `on` is its last day (X-08). Scorecards made meanwhile stay as they were."""
        found = get_object_or_404(waivers_visible_to(self.actor()), pk=waiver)
        ended = end_waiver(found, by=self.actor(), **self.read(standings.EndIn))
        return Response(io.WaiverOut(ended).data, status=201)


class Benefits(TierView):
    rights: ClassVar[dict[str, str]] = {"GET": "tiering.see", "POST": "tiering.switch"}

    @extend_schema(operation_id="tiers_benefits", parameters=[io.DayFilter], responses=standings.BenefitsOut)
    def get(self, request: Request, vendor: str, enrolment: int) -> Response:
        """What the tier gives on `day`, today without one: the matrix with its corrections and suspensions (G-BEN-01)."""
        day = self.wanted(io.DayFilter).get("day") or today_of(self.enrolment.program, timezone.now())
        return Response(self._answer(day))

    @extend_schema(
        operation_id="tiers_switch_condition", request=standings.ConditionIn, responses={201: standings.BenefitsOut}
    )
    @idempotent
    def post(self, request: Request, vendor: str, enrolment: int) -> Response:
        """Switch a condition on or off from today; benefits follow at once (G-BEN-02)."""
        switch_condition(self.enrolment, by=self.actor(), at=timezone.now(), **self.read(standings.ConditionIn))
        return Response(self._answer(today_of(self.enrolment.program, timezone.now())), status=201)

    def _answer(self, day: date) -> Any:
        conditions = condition_views(self.enrolment, day)
        found = {"day": day, "benefits": benefits_on(self.enrolment, day), "conditions": conditions}
        return standings.BenefitsOut(found).data
