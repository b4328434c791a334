"""From records to stored scorecards, and what a second run adds."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import CountryPresence, Enrolment
from portal.guides.queries import guide_on
from portal.jobs.kinds import KINDS, Done, More, Step
from portal.jobs.models import Job
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.tiering.staff import actor, at_work, certify_reseller, staff_of
from tiering.models import Collection, Fact, FactSource, Reading, Recognition, Scorecard, ScorecardLine
from tiering.models.scorecards import Occasion
from tiering.queries.facts import evidence_for, slice_partners
from tiering.rules.cards.lines import Line
from tiering.rules.cards.stored_lines import args_from, args_out, figure_from
from tiering.rules.scoring.evaluate import compile_guide
from tiering.services.collection import collect
from tiering.services.decisions import give_entry_tier
from tiering.services.scoring import Chunk, score_chunk
from tiering.services.waivers import waive_requirement

pytestmark = pytest.mark.django_db
YEAR_END = date(2014, 12, 31)
NOW = datetime(2015, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def reseller(acme: VendorCast, enrolment: Enrolment) -> Enrolment:
    """One country, certificates and figures of a partner that reaches Bronze."""
    certify_reseller(acme, enrolment)
    for metric, value in (
        ("business_plan", True),
        ("code_of_ethics", True),
        ("nps_avg", "8.2"),
        ("kpi1", "86"),
        ("kpi2", 100),
    ):
        read(enrolment, metric, value)
    read(enrolment, "customers", 4, scope="US")
    read(enrolment, "mlb", "500000.00", scope="US")
    return enrolment


def read(
    enrolment: Enrolment, metric: str, value: Any, scope: str = "", taken: date = date(2014, 9, 15), category: str = ""
) -> None:
    """A figure somebody reported of 2014."""
    kind = {"flag": value} if isinstance(value, bool) else {"number": Decimal(value)}
    Reading.objects.create(
        program_id=enrolment.program_id, partner_id=enrolment.partner_id, metric=metric, scope=scope, taken_on=taken,
        period=DateRange(date(2014, 1, 1), date(2015, 1, 1)), category=category, **kind,
    )  # fmt: skip


def measured(enrolment: Enrolment, at: datetime = NOW) -> Collection:
    return collect(enrolment.program, as_of=YEAR_END, flow_from=date(2014, 1, 1), report_by=date(2014, 9, 30), at=at)


def card_of(enrolment: Enrolment) -> Scorecard:
    found: Scorecard = Scorecard.objects.filter(enrolment=enrolment).latest("number")
    return found


def results(card: Scorecard, tier: str) -> dict[str, str]:
    rows = ScorecardLine.objects.filter(scorecard=card, tier=tier)
    return {f"{row.requirement}/{row.scope}": row.result for row in rows}


@pytest.mark.rule("G-REQ-05", "G-REQ-03", "X-05")
def test_records_become_a_scorecard_with_evidence(reseller: Enrolment) -> None:
    give_entry_tier(reseller)
    collection = measured(reseller)

    chunk = score_chunk(collection, Occasion.ANNUAL)
    card = card_of(reseller)
    bronze = results(card, "Bronze")
    evidence = evidence_for(collection.pk, partner_id=reseller.partner_id, metrics=["certifications"], scope="US")

    assert chunk == Chunk(reseller.partner_id, 1, 1, 0, 0)
    assert (card.held, card.collection_id, card.guide_id) == (
        "Bronze",
        collection.pk,
        guide_on(reseller.program_id, YEAR_END).version_id,
    )
    assert bronze["gcp/US"] == "met"
    assert bronze["trained_sales/US"] == "met"
    assert bronze["mlb/US"] == "missing_target"
    assert card.tier == ""
    assert [(row.item, row.counted) for row in evidence] == [
        ("GCP8-CIV", True),
        ("GCP8-CVP", True),
        ("GCPS8-CORE", True),
        ("GCS8-CCTS", True),
    ]


@pytest.mark.rule("X-05", "X-07", "G-REV-06")
def test_second_run_on_the_same_facts_adds_nothing(reseller: Enrolment) -> None:
    collection = measured(reseller)
    score_chunk(collection, Occasion.ANNUAL)
    again = score_chunk(collection, Occasion.ANNUAL)
    measured_again = score_chunk(measured(reseller), Occasion.ANNUAL)

    assert (again.stored, again.same) == (0, 1)
    assert (measured_again.stored, measured_again.same) == (0, 1)
    assert Scorecard.objects.count() == 1


@pytest.mark.rule("X-05", "X-08")
def test_other_inputs_add_a_scorecard_beside_the_old_one(acme: VendorCast, reseller: Enrolment) -> None:
    collection = measured(reseller)
    score_chunk(collection, Occasion.ANNUAL)
    waive_requirement(
        reseller, requirement="mlb", reason="No letter went out", starts_on=date(2014, 12, 1), ends_on=date(2015, 1, 31),
        by=actor(acme),
    )  # fmt: skip

    chunk = score_chunk(collection, Occasion.ANNUAL)
    cards = list(Scorecard.objects.order_by("number"))

    assert chunk.stored == 1
    assert [(card.number, card.tier) for card in cards] == [(1, ""), (2, "Bronze")]
    assert cards[0].digest != cards[1].digest
    assert results(cards[1], "Bronze")["mlb/US"] == "waived"
    assert results(cards[0], "Bronze")["mlb/US"] == "missing_target"


def test_stored_lines_read_back_as_they_were_evaluated(reseller: Enrolment) -> None:
    collection = measured(reseller)
    score_chunk(collection, Occasion.ANNUAL)
    engine = compile_guide(guide_on(reseller.program_id, YEAR_END).document.sections)
    facts = {
        "as_of": "2014-12-31", "category": "VAR", "joined_on": "2014-01-01",
        "countries": {"US": {"trained_sales": 4, "customers": 4, "mlb": "500000", "certifications": {
            "GCP8-CIV": 1, "GCP8-CVP": 1, "GCPS8-CORE": 1, "GCS8-CCTS": 1}}},
        "values": {"business_plan": True, "code_of_ethics": True, "nps_avg": "8.2", "kpi1": 86, "kpi2": 100,
                   "connector_training": 0},
    }  # fmt: skip

    rows = ScorecardLine.objects.filter(scorecard=card_of(reseller)).order_by("position")
    stored = [
        Line(
            row.tier, row.requirement, row.scope, row.result,
            figure_from(row.kinds[0], row.required, row.required_word),
            figure_from(row.kinds[1], row.actual, row.actual_word),
            figure_from(row.kinds[2], row.counted, None),
            row.reason, args_from(row.args), row.rule,
        )
        for row in rows
    ]  # fmt: skip

    assert stored == list(engine.evaluate(facts).lines)


def test_arguments_keep_their_digits() -> None:
    args = (("counted", 4, 6), Decimal("8.20"), "US")

    assert args_from(args_out(args)) == args
    assert str(args_from(args_out(args))[1]) == "8.20"


def test_several_countries_are_recognised_one_by_one(acme: VendorCast, reseller: Enrolment) -> None:
    CountryPresence.objects.create(
        partner_id=reseller.partner_id,
        program_id=reseller.program_id,
        country="DE",
        period=DateRange(date(2014, 1, 1), None),
    )
    score_chunk(measured(reseller), Occasion.ANNUAL)

    found = set(Recognition.objects.filter(scorecard=card_of(reseller)).values_list("kind", "key"))

    assert found == {("country", "US"), ("country", "DE")}


@pytest.mark.rule("G-REQ-07")
def test_leavers_keep_the_year_and_open_no_gold(acme: VendorCast, reseller: Enrolment) -> None:
    staff = staff_of(acme)
    staff.count = 50
    staff.certify(
        staff.hire(first=date(2013, 6, 1), until=date(2014, 11, 30)), code="GCP8-CWFM", issued=date(2014, 5, 1)
    )
    collection = measured(reseller)
    score_chunk(collection, Occasion.ANNUAL)
    score_chunk(collection, Occasion.REQUEST)

    actual = {
        card.occasion: ScorecardLine.objects.get(scorecard=card, tier="Gold", requirement="gcp").actual
        for card in Scorecard.objects.all()
    }

    assert actual == {"annual": 3, "request": 2}


def test_open_collection_is_not_scored(reseller: Enrolment) -> None:
    collection = Collection.objects.create(
        program=reseller.program, as_of=YEAR_END, flow_from=date(2014, 1, 1), report_by=YEAR_END, known_at=NOW
    )

    with pytest.raises(Refusal, match="still being measured"):
        score_chunk(collection, Occasion.ANNUAL)


@pytest.mark.rule("X-07")
def test_jobs_measure_and_score_chunk_by_chunk(acme: VendorCast, reseller: Enrolment) -> None:
    payload = {
        "program": reseller.program_id, "as_of": "2014-12-31", "flow_from": "2014-01-01", "report_by": "2014-09-30"
    }  # fmt: skip
    collected = run_job("tiering.collect", payload)
    scored = run_job("tiering.score", {"collection": collected["collection"], "occasion": "annual", "chunk": 1})
    again = run_job("tiering.score", {"collection": collected["collection"], "occasion": "annual", "chunk": 1})

    assert scored == {"stored": 1, "same": 0, "refused": 0}
    assert again == {"stored": 0, "same": 1, "refused": 0}


@pytest.mark.rule("X-07")
def test_score_job_shares_its_partners_with_other_jobs(acme: VendorCast, reseller: Enrolment) -> None:
    other = Enrolment.objects.create(
        partner_id=acme.partners[1],
        program_id=reseller.program_id,
        category="VAR",
        period=DateRange(date(2014, 1, 1), None),
    )
    payload = {"collection": measured(reseller).pk, "occasion": "annual", "chunk": 1}

    first = run_job("tiering.score", payload)
    (job,) = Job.objects.filter(kind="tiering.score")
    after_first = list(Scorecard.objects.values_list("enrolment_id", flat=True))
    second = run_job("tiering.score", job.payload)
    again = run_job("tiering.score", payload)

    assert (first["stored"], second["stored"], again["stored"], again["same"]) == (1, 1, 0, 1)
    assert job.total == 1
    assert after_first == [min((reseller, other), key=lambda one: one.partner_id).pk]
    assert Scorecard.objects.count() == 2
    assert Job.objects.filter(kind="tiering.score").count() == 1


@pytest.mark.parametrize(("smallest", "most", "sizes"), [(1, 8, [1, 1]), (2, 8, [2]), (5, 8, [2]), (1, 1, [2])])
def test_slices_hold_every_partner_once(
    acme: VendorCast, reseller: Enrolment, smallest: int, most: int, sizes: list[int]
) -> None:
    Enrolment.objects.create(
        partner_id=acme.partners[1],
        program_id=reseller.program_id,
        category="VAR",
        period=DateRange(date(2014, 1, 1), None),
    )
    slices = slice_partners(measured(reseller).pk, smallest=smallest, most=most)
    inside = [[partner for partner in acme.partners if one.after < partner <= one.last] for one in slices]

    assert [one.partners for one in slices] == [len(found) for found in inside] == sizes
    assert sorted(chain.from_iterable(inside)) == sorted(acme.partners[:2])


def test_collection_without_partners_is_scored_at_once(reseller: Enrolment) -> None:
    Enrolment.objects.filter(pk=reseller.pk).update(period=DateRange(date(2015, 1, 1), None))

    assert run_job("tiering.score", {"collection": measured(reseller).pk, "occasion": "annual"})["stored"] == 0


def run_job(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Every chunk of a job, one after the other, as the worker calls them."""
    run: Callable[[Step], More | Done] = KINDS.get(kind).run
    cursor: Any = {}
    progress, total, skipped = 0, None, 0
    while True:
        answer = run(Step(1, kind, "k", None, None, None, payload, cursor, progress, total, skipped, 1, NOW))
        if isinstance(answer, Done):
            return dict(answer.result)
        cursor, progress = answer.cursor, answer.progress or progress
        total, skipped = answer.total or total, answer.skipped or skipped


@pytest.mark.rule("X-05")
@pytest.mark.parametrize("table", ["tiering_fact", "tiering_factsource", "tiering_scorecard", "tiering_scorecardline"])
@pytest.mark.parametrize("role", [Role.STAFF, Role.PLATFORM])
def test_history_is_refused_to_every_role(acme: VendorCast, reseller: Enrolment, table: str, role: Role) -> None:
    score_chunk(measured(reseller), Occasion.ANNUAL)

    for attack in (f"UPDATE {table} SET partner_id = partner_id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(DatabaseError), acting_as(role, vendor=acme.id), connection.cursor() as cursor:
            cursor.execute(attack)
        assert connection.needs_rollback is False


@pytest.mark.rule("X-05")
def test_closed_collection_gets_no_further_fact(acme: VendorCast, reseller: Enrolment) -> None:
    collection = measured(reseller)

    with pytest.raises(DatabaseError, match="fact_is_of_an_open_collection"), transaction.atomic():
        Fact.objects.create(
            collection=collection, program_id=reseller.program_id, partner_id=reseller.partner_id, metric="kpi1", scope="US",
            number=Decimal(100), as_of=YEAR_END,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="is closed"), transaction.atomic():
        Collection.objects.filter(pk=collection.pk).update(done_at=None)


def test_fact_hangs_on_nobody_elses_partner(acme: VendorCast, globex: VendorCast, reseller: Enrolment) -> None:
    collection = Collection.objects.create(
        program=reseller.program, as_of=YEAR_END, flow_from=date(2014, 1, 1), report_by=YEAR_END, known_at=NOW
    )
    values: dict[str, Any] = {
        "collection": collection,
        "program_id": reseller.program_id,
        "metric": "kpi1",
        "as_of": YEAR_END,
    }

    with pytest.raises(DatabaseError, match="fact_is_of_a_partner"), transaction.atomic():
        Fact.objects.create(partner_id=globex.partners[0], number=Decimal(1), **values)
    with pytest.raises(DatabaseError, match="fact_is_of_an_enrolment"), transaction.atomic():
        Fact.objects.create(partner_id=acme.partners[1], enrolment=reseller, number=Decimal(1), **values)


def test_partner_sees_its_own_scorecards_alone(acme: VendorCast, reseller: Enrolment) -> None:
    score_chunk(measured(reseller), Occasion.ANNUAL)

    seen = {}
    for place in (0, 1):
        with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[place]):
            seen[place] = (Scorecard.objects.count(), FactSource.objects.exists(), ScorecardLine.objects.exists())

    assert seen == {0: (1, True, True), 1: (0, False, False)}
    with at_work(acme):
        assert Scorecard.objects.count() == 1
