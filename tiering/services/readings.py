"""Recording figures that people report, since nothing here measures them. Rows are only added: the newest of a day counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from partners.models import CountryPresence, Enrolment
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.countries import COUNTRIES
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from portal.problems import Refusal
from tiering.metrics.registry import METRICS, Kind, Metric, Per
from tiering.models import Reading
from tiering.queries.standing import today_of
from tiering.rules.facts.refusals import FactsRefused
from tiering.rules.facts.vocabulary import Word
from tiering.rules.scoring.evaluate import NotScored
from tiering.services.engines import vocabulary_of

LONGEST_SOURCE = 120
#: What the column holds: 18 digits before the point and 6 behind it.
LARGEST = 10**18
FINEST = -6


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says: a figure by the guide's name, of a country or of the whole partner, as of a day, and where it is from."""

    partner_id: int
    metric: str
    value: object
    on: date
    source: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The row that holds it; not new where the newest of that day said the same already."""

    reading: Reading
    is_new: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One reported figure that a guide asks for: how its value is read for the partner, and for a country."""

    metric: Metric
    of_partner: Word | None
    of_country: Word | None


def read_typed(text: str) -> bool | str:
    """A value as people type it into a cell: yes or no, otherwise the text of a number, which the guide's own reader reads."""
    return {"yes": True, "no": False}.get(text.strip().casefold(), text.strip())


def figures_asked(guide: Guide) -> Mapping[str, Figure]:
    """What may be recorded under a guide, by the name that it asks for; nothing where nobody can be scored by it."""
    try:
        vocabulary = vocabulary_of(guide)
    except NotScored:
        return {}
    found = {}
    for key, metric in METRICS.all().items():
        per_country = vocabulary.countries.get(key) if metric.per is Per.COUNTRY else None
        figure = Figure(metric, vocabulary.values.get(key), per_country)
        if metric.reported and (figure.of_partner or figure.of_country):
            found[key] = figure
    return found


@transaction.atomic
def record_readings(program: Program, reports: Sequence[Report], *, by: Actor, at: datetime) -> list[Recorded]:
    """Record many, or none: Raises Refusal that names the place of the first that is refused, as `readings.0.metric`."""
    kept = []
    for place, report in enumerate(reports):
        try:
            kept.append(record_reading(program, report, made_by=by.membership_id, by=by, at=at))
        except Refusal as refusal:
            raise Refusal(refusal.message, field=f"readings.{place}.{refusal.field}", code=refusal.code) from None
    return kept


@transaction.atomic
def record_reading(
    program: Program, report: Report, *, made_by: int | None, by: Actor | None, at: datetime
) -> Recorded:
    """Record one figure (G-TIER-13). `by` is None where a job reads it from the file of `made_by`.

    Raises Refusal for a partner that is not in the program, a day to come, a figure that its guide does not ask, a country that
    does not fit and a value that the guide would not read.
    """
    if not Enrolment.objects.filter(program=program, partner_id=report.partner_id).exists():
        raise Refusal(_("There is no such partner in this program."), field="partner", code="unknown-partner")
    if report.on > today_of(program, at):
        raise Refusal(_("This day is still to come."), field="on", code="day-to-come")
    figure = _figure(program, report)
    value = _value(report, _word(figure, report, program))
    source = report.source.strip()
    if not source:
        raise Refusal(_("Say where it is from: the scorecard shows it."), field="source", code="missing-value")
    if len(source) > LONGEST_SOURCE:
        raise Refusal(_("Say it in 120 characters."), field="source", code="value-too-long")
    same_day: dict[str, Any] = {
        "program": program,
        "partner_id": report.partner_id,
        "metric": report.metric,
        "scope": report.country,
        "category": "",
        "taken_on": report.on,
    }
    newest = Reading.objects.filter(**same_day).order_by("-id").first()
    if newest is not None and (newest.number, newest.flag, newest.source) == (*value, source):
        return Recorded(newest, is_new=False)
    number, flag = value
    reading: Reading = Reading.objects.create(
        **same_day,
        number=number,
        flag=flag,
        period=days_of(figure.metric.kind, report.on),
        source=source,
        made_by_id=made_by,
    )
    detail = {
        "metric": report.metric,
        "scope": report.country,
        "on": report.on,
        "value": number if flag is None else flag,
    }
    record("reading.recorded", by=by, subject=reading, partner_id=report.partner_id, **detail)
    return Recorded(reading, is_new=True)


def days_of(kind: Kind, on: date) -> DateRange:
    """The days that a figure of `on` speaks of: a standing matter of that whole year, anything else of the year up to that day."""
    first = date(on.year, 1, 1)
    return DateRange(first, date(on.year + 1, 1, 1)) if kind is Kind.STATUS else DateRange(first, on, "[]")


def _figure(program: Program, report: Report) -> Figure:
    try:
        figures = figures_asked(guide_on(program.pk, report.on))
    except NoGuideInForce:
        raise Refusal(_("No guide of this program was in force on that day."), field="on", code="no-guide") from None
    if report.metric not in figures:
        raise Refusal(_("The guide asks nobody to report such a figure."), field="metric", code="unknown-metric")
    return figures[report.metric]


def _word(figure: Figure, report: Report, program: Program) -> Word:
    """How it is read there. Raises Refusal where the country is missing, is none, or is not the partner's."""
    if not report.country:
        if figure.of_partner is None:
            raise Refusal(_("This figure is asked country by country."), field="country", code="missing-value")
        return figure.of_partner
    if figure.of_country is None:
        raise Refusal(_("This figure is of the whole partner."), field="country", code="not-by-country")
    if report.country not in COUNTRIES:
        raise Refusal(_("This is no country."), field="country", code="unknown-country")
    here = CountryPresence.objects.filter(program=program, partner_id=report.partner_id, country=report.country)
    if not here.filter(period__contains=report.on).exists():
        raise Refusal(_("The partner was not enrolled there on that day."), field="country", code="not-present")
    return figure.of_country


def _value(report: Report, word: Word) -> tuple[Decimal | None, bool | None]:
    """Number or flag. Raises Refusal for what the guide would not read, and for what no column holds."""
    try:
        found: Any = word.read(report.value, "")
    except FactsRefused as refused:
        words = _("This is no value of this figure: %(why)s.") % {"why": refused.reason}
        raise Refusal(words, field="value", code="wrong-value") from None
    if isinstance(found, bool):
        return None, found
    if not isinstance(found, int | Decimal):
        raise Refusal(_("Write one number, or yes or no."), field="value", code="wrong-value")
    number = Decimal(found)
    exponent = number.normalize().as_tuple().exponent
    if abs(number) >= LARGEST or (isinstance(exponent, int) and exponent < FINEST):
        raise Refusal(_("The number is too large, or has more than six decimals."), field="value", code="wrong-value")
    return number, None
