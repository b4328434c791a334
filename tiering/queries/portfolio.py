"""All enrolments of one program as a manager looks at them: what each holds, what its figures reach, how far it is from more.

One program at a time, since tiers of two programs are never compared (X-09). The newest scorecard of an enrolment is found by its
index; what a page shows beside is read for the whole page at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThan

from partners.models import CountryPresence, Enrolment
from portal.accounts.actor import Actor
from portal.guides.models import Program
from portal.guides.queries import Guide
from portal.keyset import COUNT_LIMIT, Order
from tiering.guide.markets import MarketsSection
from tiering.guide.tiers import TieringSection
from tiering.models import Grace, ReviewOutcome, Scorecard, ScorecardLine, TierAssignment, TierDecision
from tiering.models.scorecards import Occasion
from tiering.models.tiers import Source
from tiering.queries.standing import NEWEST, guide_in_force

NAME_FIRST = Order("name", "", ("name", "id"), descending=False)
NEAREST_FIRST = Order("nearest", "", ("lacking", "id"), descending=False)
#: Stands for "was never scored" in the order of missing lines: behind everybody who was.
UNSCORED = 30_000
STOPPING = ("missed", "missing_target")
ABOVE, BELOW, UNDECIDED = "one_missing", "would_drop", "to_decide"
#: Enrolments with the columns that `portfolio` adds, which no type names.
Portfolio = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a portfolio is narrowed to; empty narrows nothing. `none` stands for no tier."""

    category: str = ""
    tier: str = ""
    market: str = ""
    edge: str = ""
    missing: str = ""


def portfolio_programs(now_on: Mapping[int, date]) -> list[tuple[Program, Guide, TieringSection]]:
    """Programs whose guide of their own day speaks of tiers, by id."""
    found = []
    for program in Program.objects.order_by("id"):
        guide = guide_in_force(program.pk, now_on[program.pk]) if program.pk in now_on else None
        section: Any = guide.document.sections.get("tiering") if guide else None
        if guide is not None and isinstance(section, TieringSection):
            found.append((program, guide, section))
    return found


def programs() -> list[Program]:
    """All programs of the vendor."""
    return list(Program.objects.order_by("id"))


def portfolio(actor: Actor, program: Program, *, day: date) -> Portfolio:
    """Enrolments in force on `day`, each with `name`, `card` (its newest scorecard), `held`, `reached` and `lacking`.

    `held` is the tier of the day; where a year ended undecided the last one runs on (G-REV-05). `reached` is empty where the
    figures reach no tier, `lacking` the number of lines missing to the next one.
    """
    return standing_on(_enrolled(actor, program, day), day=day)


def _enrolled(actor: Actor, program: Program, day: date) -> Portfolio:
    rows: Portfolio = Enrolment.objects.filter(program=program, period__contains=day)
    return rows if actor.may("tiering.see_all") else rows.none()


def standing_on(rows: Portfolio, *, day: date) -> Portfolio:
    """Enrolments with what stands beside each in a portfolio."""
    newest = Scorecard.objects.filter(enrolment=OuterRef("pk")).order_by(*NEWEST)
    stood: Portfolio = rows.annotate(
        name=F("partner__name"),
        card=Subquery(newest.values("pk")[:1], output_field=BigIntegerField()),
        reached=Subquery(newest.values("tier")[:1], output_field=CharField()),
        lacking=Coalesce(Subquery(newest.values("missed")[:1]), Value(UNSCORED), output_field=IntegerField()),
        held=Coalesce(_assigned(day), _running_on(day), Value(""), output_field=CharField()),
    )
    return stood


def _assigned(day: date) -> Subquery:
    rows = TierAssignment.objects.filter(enrolment=OuterRef("pk"), specialization="", country="", period__contains=day)
    return Subquery(rows.values("tier")[:1])


def _running_on(day: date) -> Subquery:
    rows = TierDecision.objects.filter(enrolment=OuterRef("pk"), specialization="", country="", starts_on__lte=day)
    return Subquery(rows.exclude(source=Source.OVERRIDE).order_by("-starts_on", "-id").values("tier")[:1])


def narrow(rows: Portfolio, wanted: Wanted, *, guide: Guide, day: date) -> Portfolio:
    """The portfolio with filters."""
    section: Any = guide.section("tiering")
    if wanted.category:
        rows = rows.filter(category__in=_names_of(section, wanted.category))
    if wanted.tier:
        rows = rows.filter(held="" if wanted.tier == "none" else wanted.tier)
    if wanted.market:
        rows = rows.filter(_present_in(guide, wanted.market, day))
    if wanted.edge == ABOVE:
        rows = rows.filter(lacking=1)
    if wanted.edge == BELOW:
        rows = rows.filter(card__isnull=False).filter(_drops(section))
    if wanted.edge == UNDECIDED:
        rows = undecided(rows)
    if wanted.missing:
        rows = rows.annotate(aim=_aim(section)).filter(_misses(wanted.missing))
    return rows


def _names_of(section: TieringSection, code: str) -> list[str]:
    """Every name under which a category may have been enrolled (G-CAT-07)."""
    known = section.categories.get(code)
    return [code, *((known.name.en, known.name.es, known.name.ru, *known.aliases) if known else ())]


def _present_in(guide: Guide, market: str, day: date) -> Exists | Q:
    section: Any = guide.document.sections.get("markets")
    if not isinstance(section, MarketsSection):
        return Q(pk__in=())
    countries = [iso for group in section.classes[market].groups for iso in group if section.class_of(iso) == market]
    return Exists(
        CountryPresence.objects.filter(
            partner=OuterRef("partner"), program=OuterRef("program"), country__in=countries, period__contains=day
        )
    )


def _drops(section: TieringSection) -> GreaterThan:
    """The figures no longer reach the tier that is held. Each side is evaluated once a row, and no tier is below all."""
    return GreaterThan(
        Coalesce(_rank(section, "reached"), Value(len(section.order) + 1)), Coalesce(_rank(section, "held"), Value(99))
    )


def undecided(rows: Portfolio) -> Portfolio:
    """Whose newest annual review, of the day `reviewed`, nobody decided or answered with a recovery period (G-TIER-04)."""
    reviews = Scorecard.objects.filter(enrolment=OuterRef("pk"), occasion=Occasion.ANNUAL).order_by(*NEWEST)
    reviewed: Portfolio = rows.annotate(reviewed=Subquery(reviews.values("as_of")[:1], output_field=DateField()))
    of_it = {"enrolment": OuterRef("pk"), "scorecard__as_of": OuterRef("reviewed")}
    decided, recovering = Exists(ReviewOutcome.objects.filter(**of_it)), Exists(Grace.objects.filter(**of_it))
    return reviewed.filter(~decided, ~recovering, reviewed__isnull=False)


def days_undecided(actor: Actor, program: Program, *, day: date) -> list[date]:
    """Of each annual review that waits for a decision its day, the newest first, and no more than are counted.

    Every page of a manager asks; whether the program ever had such a review is one table.
    """
    if not Scorecard.objects.filter(program=program, occasion=Occasion.ANNUAL).exists():
        return []
    rows = undecided(_enrolled(actor, program, day)).order_by("-reviewed")
    return list(rows.values_list("reviewed", flat=True)[: COUNT_LIMIT + 1])


def _rank(section: TieringSection, column: str) -> Func:
    order = Cast(Value(list(section.order)), ArrayField(TextField()))
    place = Cast(F(column), TextField())
    return Func(order, place, function="array_position", output_field=IntegerField())


def _aim(section: TieringSection) -> Case:
    """The tier next above the one reached, in the enrolment's category; what `lacking` counts the lines of."""
    cases = []
    for code in section.categories:
        ladder = [*section.tiers_of(code), ""]
        names = _names_of(section, code)
        cases += [When(category__in=names, reached=reached, then=Value(above)) for above, reached in pairwise(ladder)]
    return Case(*cases, default=Value(""), output_field=CharField())


def _misses(requirement: str) -> Exists:
    return Exists(
        ScorecardLine.objects.filter(
            scorecard=OuterRef("card"), tier=OuterRef("aim"), requirement=requirement, result__in=STOPPING
        )
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of the narrowed portfolio hold a tier."""

    tier: str
    count: int


def distribution(rows: Portfolio, *, tiers: Sequence[str]) -> list[Bar]:
    """Tiers held, best first, then those without one."""
    counted = dict(rows.order_by().values_list("held").annotate(Count("pk")))
    return [Bar(tier, counted.get(tier, 0)) for tier in (*tiers, "") if tier or counted.get("")]


def cards_by_id(ids: Iterable[int | None]) -> dict[int, Scorecard]:
    """Scorecards of one page of the portfolio."""
    return {card.pk: card for card in Scorecard.objects.filter(pk__in=[pk for pk in ids if pk])}


def missing_by_card(cards: Mapping[int, str]) -> dict[int, list[str]]:
    """For each scorecard and the tier it aims at: requirements that keep it from there, in the order of lines."""
    lines = ScorecardLine.objects.filter(
        scorecard_id__in=list(cards), result__in=STOPPING, tier__in=set(cards.values())
    )
    found: dict[int, list[str]] = {}
    for card, tier, requirement in lines.order_by("scorecard_id", "position").values_list(
        "scorecard_id", "tier", "requirement"
    ):
        if cards[card] == tier and requirement not in found.setdefault(card, []):
            found[card].append(requirement)
    return found


def requirements_asked(guide: Guide) -> list[str]:
    """Keys of lines that the guide prints, in its order."""
    section: Any = guide.document.sections.get("requirements")
    if section is None:
        return []
    return list(
        dict.fromkeys(one.line_key or key for key, variants in section.all().items() for one in variants.values())
    )


def market_classes(guide: Guide) -> tuple[str, ...]:
    """Classes of markets, strictest first; none where the guide has no markets."""
    section: Any = guide.document.sections.get("markets")
    return section.order if isinstance(section, MarketsSection) else ()
