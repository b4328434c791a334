"""Scorecards for tests of pages: a partner of the cast in the shipped program with tiers, scored on paper."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Enrolment, Partner
from portal.embedded.places import ROOT
from portal.guides.models import GuideVersion, Program
from portal.guides.services import create_program, publish_guide
from tests.cast import VendorCast
from tiering.models import (
    Collection,
    Fact,
    FactSource,
    Scorecard,
    ScorecardLine,
    TierAssignment,
    TierDecision,
)
from tiering.rules.cards.stored_lines import args_out

BEGAN = date(2024, 1, 1)
LAST_YEAR_END = date(2025, 12, 31)
KNOWN = datetime(2026, 1, 10, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One line to write."""

    tier: str
    requirement: str
    result: str = "met"
    scope: str = "partner"
    required: str | None = None
    actual: str | None = None
    counted: str | None = None
    reason: str = ""
    args: Sequence[Any] = ()
    rule: str = "G-REQ-03"
    unit: str = "number"


#: A Bronze partner in the US that is one line away from Silver.
LINES = (
    Row("Gold", "trained_sales", "missed", "US", "6", "4", None, "below", (4, 6)),
    Row("Gold", "nps_avg_min", "missed", "partner", "8", "7.5", None, "below", (Decimal("7.5"), 8), "G-REQ-16"),
    Row("Gold", "mlb", "missing_target", "US", None, "1000000", None, "no_target", (), "G-REQ-02"),
    Row("Silver", "trained_sales", "met", "US", "4", "4"),
    Row("Silver", "gcp", "missed", "US", "4", "3", "2", "mix", (("missing", "GCP8-CIV"), ("counted", 2, 4)), "G-MIX-03"),
    Row("Silver", "business_plan", "met", "partner", "1", "1", None, "", (), "G-REQ-01", "flag"),
    Row("Bronze", "trained_sales", "met", "US", "2", "4"),
    Row("Bronze", "churn_max_pct", "not_applicable", "partner", None, None, None, "not_required", (), "G-REQ-14"),
)  # fmt: skip


def shipped_program(slug: str = "gpn-2014", *, began: date = BEGAN) -> Program:
    """The program with its guide as it is shipped, but for days that begin in UTC."""
    shipped = (ROOT / f"portal/guides/library/{slug}.toml").read_text()
    source = re.sub(r'^legal_time_zone = ".*"$', 'legal_time_zone = "UTC"', shipped, count=1, flags=re.MULTILINE)
    program = create_program(slug=slug, name="Flow Partners", legal_time_zone="UTC")
    publish_guide(program, source=source, effective_from=began)
    return program


def enrol(program: Program, partner: int, *, category: str = "VAR", began: date = BEGAN) -> Enrolment:
    """A partner in the program."""
    enrolment: Enrolment = Enrolment.objects.create(
        partner_id=partner, program=program, category=category, period=DateRange(began, None)
    )
    return enrolment


def hold_tier(enrolment: Enrolment, tier: str, *, since: date = BEGAN, until: date | None = None) -> TierDecision:
    """The tier that the calendar says, by the entry's decision."""
    decision: TierDecision = TierDecision.objects.create(
        program_id=enrolment.program_id,
        partner_id=enrolment.partner_id,
        enrolment=enrolment,
        source="entry",
        tier=tier,
        starts_on=since,
        reason="Every new partner starts here.",
        guide=guide_of(enrolment),
        decided_on=since,
    )
    TierAssignment.objects.create(
        program_id=enrolment.program_id,
        partner_id=enrolment.partner_id,
        enrolment=enrolment,
        tier=tier,
        source="entry",
        decision=decision,
        period=DateRange(since, until),
    )
    return decision


def guide_of(enrolment: Enrolment) -> GuideVersion:
    """The program's first guide."""
    guide: GuideVersion = GuideVersion.objects.filter(program_id=enrolment.program_id).earliest("number")
    return guide


def collected(program_id: int, *, as_of: date = LAST_YEAR_END, known: datetime = KNOWN) -> Collection:
    """An open collection."""
    collection: Collection = Collection.objects.create(
        program_id=program_id,
        as_of=as_of,
        known_at=known,
        flow_from=date(as_of.year, 1, 1),
        report_by=as_of,
    )
    return collection


def scored(
    enrolment: Enrolment,
    *,
    tier: str = "Bronze",
    held: str = "Bronze",
    lines: Sequence[Row] = LINES,
    missed: int = 1,
    collection: Collection | None = None,
    occasion: str = "annual",
    number: int = 1,
) -> Scorecard:
    """A scorecard with its lines, as scoring would store it."""
    collection = collection or collected(enrolment.program_id)
    card: Scorecard = Scorecard.objects.create(
        program_id=enrolment.program_id,
        partner_id=enrolment.partner_id,
        enrolment=enrolment,
        guide=guide_of(enrolment),
        collection=collection,
        as_of=collection.as_of,
        occasion=occasion,
        number=number,
        tier=tier,
        held=held,
        missed=missed,
        digest=hashlib.sha256(f"{enrolment.pk}:{number}".encode()).digest(),
        known_at=collection.known_at,
    )
    ScorecardLine.objects.bulk_create(_line(card, place, row) for place, row in enumerate(lines, start=1))
    return card


def _line(card: Scorecard, place: int, row: Row) -> ScorecardLine:
    return ScorecardLine(
        scorecard=card,
        partner_id=card.partner_id,
        position=place,
        tier=row.tier,
        requirement=row.requirement,
        scope=row.scope,
        result=row.result,
        kinds=_kinds(row),
        required=_number(row.required),
        actual=_number(row.actual),
        counted=_number(row.counted),
        reason=row.reason,
        args=args_out(row.args),
        rule=row.rule,
    )


def _kinds(row: Row) -> str:
    letters = (
        "-" if text is None else "f" if row.unit == "flag" else "d" if "." in text else "i" for text in _texts(row)
    )
    return "".join(letters)


def _texts(row: Row) -> tuple[str | None, str | None, str | None]:
    return row.required, row.actual, row.counted


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def measured(
    collection: Collection, partner: int, metric: str, value: str, *, scope: str = "", item: str = "", **columns: Any
) -> Fact:
    """One number that was measured."""
    fact: Fact = Fact.objects.create(
        collection=collection,
        program_id=collection.program_id,
        partner_id=partner,
        metric=metric,
        scope=scope,
        item=item,
        number=Decimal(value),
        as_of=collection.as_of,
        **columns,
    )
    return fact


def looked_at(fact: Fact, source: str, source_id: int, *, why: str = "") -> None:
    """A row that the fact was made of, or was not."""
    FactSource.objects.create(
        collection_id=fact.collection_id,
        partner_id=fact.partner_id,
        fact_id=fact.pk,
        metric=fact.metric,
        scope=fact.scope,
        item=fact.item,
        source=source,
        source_id=source_id,
        counted=not why,
        why=why,
    )


def scored_partner(vendor: VendorCast, partner: int = 0, *, program: Program | None = None) -> Scorecard:
    """A Bronze partner one line away from Silver."""
    enrolment = enrol(program or shipped_program(), vendor.partners[partner])
    hold_tier(enrolment, "Bronze")
    return scored(enrolment)


def name_of(vendor: VendorCast, partner: int = 0) -> str:
    """A partner's name."""
    return str(Partner.objects.values_list("name", flat=True).get(pk=vendor.partners[partner]))
