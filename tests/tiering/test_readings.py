"""Figures that people report: who may record them, what is refused, and that they are what a partner lacks to pass."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from partners.models import CountryPresence, Enrolment, RecordFault, RecordImport
from partners.queries.imports import read_fault
from partners.services.records import load_chunk, receive_records
from portal.audit.models import AuditRecord
from tests.cast import VendorCast, key_of
from tests.tiering.cards import enrol, shipped_program
from tests.tiering.staff import actor, at_work, certify_reseller
from tiering.models import Reading, Scorecard, ScorecardLine
from tiering.models.scorecards import Occasion
from tiering.services.collection import collect
from tiering.services.decisions import give_entry_tier
from tiering.services.scoring import score_chunk
from tiering.services.waivers import waive_requirement

YEAR_END = date(2014, 12, 31)
NOW = datetime(2015, 1, 5, 12, tzinfo=UTC)
FIGURES: dict[str, Any] = {
    "business_plan": True, "code_of_ethics": True, "nps_avg": "8.2", "kpi1": "86", "kpi2": 100,
}  # fmt: skip
BY_COUNTRY: dict[str, Any] = {"customers": 4, "mlb": "500000.00"}


@pytest.fixture
def reseller(acme: VendorCast) -> Enrolment:
    """A partner with people and certificates for Bronze, of whom nobody has reported anything."""
    with at_work(acme):
        enrolment = enrol(shipped_program(began=date(2014, 1, 1)), acme.partners[0], began=date(2014, 1, 1))
        certify_reseller(acme, enrolment)
        give_entry_tier(enrolment)
        waive_requirement(
            enrolment, requirement="mlb", reason="No letter went out", starts_on=date(2014, 12, 1),
            ends_on=date(2015, 1, 31), by=actor(acme),
        )  # fmt: skip
        return enrolment


def post(person: str, enrolment: Enrolment, *readings: dict[str, Any], key: str = "k-1", vendor: str = "acme") -> Any:
    body = {"program": enrolment.program_id, "readings": list(readings)}
    return Client().post(
        f"/api/v1/{vendor}/readings/", body, content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {key_of(vendor, person)}", HTTP_IDEMPOTENCY_KEY=f"readings-{key}",
    )  # fmt: skip


def reading(enrolment: Enrolment, metric: str = "kpi1", value: Any = "86", **more: Any) -> dict[str, Any]:
    here = {"partner": enrolment.partner_id, "metric": metric, "value": value, "on": "2014-09-15", "source": "Survey"}
    return {**here, **more}


def everything(enrolment: Enrolment) -> list[dict[str, Any]]:
    whole = [reading(enrolment, metric, value) for metric, value in FIGURES.items()]
    return whole + [reading(enrolment, metric, value, country="US") for metric, value in BY_COUNTRY.items()]


def scored(vendor: VendorCast, enrolment: Enrolment) -> Scorecard:
    with at_work(vendor):
        collection = collect(
            enrolment.program, as_of=YEAR_END, flow_from=date(2014, 1, 1), report_by=date(2014, 9, 30), at=NOW
        )
        score_chunk(collection, Occasion.ANNUAL)
        card: Scorecard = Scorecard.objects.filter(enrolment=enrolment).latest("id")
        return card


def unmeasured(vendor: VendorCast, card: Scorecard) -> set[str]:
    with at_work(vendor):
        rows = ScorecardLine.objects.filter(scorecard=card, tier="Bronze", reason="not_measured")
        return set(rows.values_list("requirement", flat=True))


@pytest.mark.rule("G-TIER-13", "G-REV-06")
def test_readings_of_the_interface_take_a_partner_from_not_measured_to_its_tier(
    acme: VendorCast, reseller: Enrolment
) -> None:
    before = scored(acme, reseller)
    answer = post("channel_manager", reseller, *everything(reseller))
    after = scored(acme, reseller)

    assert (before.tier, len(unmeasured(acme, before)) >= 5) == ("", True)
    assert answer.status_code == 201, answer.content
    assert (after.tier, unmeasured(acme, after)) == ("Bronze", set())


@pytest.mark.rule("X-07", "X-08")
def test_same_figure_again_is_known_and_a_later_one_counts(acme: VendorCast, reseller: Enrolment) -> None:
    first = post("program_admin", reseller, reading(reseller)).json()["readings"][0]
    replayed = post("program_admin", reseller, reading(reseller)).json()["readings"][0]
    again = post("program_admin", reseller, reading(reseller), key="k-2").json()["readings"][0]
    later = post("program_admin", reseller, reading(reseller, value="85.5"), key="k-3").json()["readings"][0]
    with at_work(acme):
        rows = list(Reading.objects.order_by("id").values_list("number", "source", "made_by"))
        audited = AuditRecord.objects.filter(kind="reading.recorded").count()

    assert first["is_new"]
    assert replayed == first
    assert (again["id"], again["is_new"]) == (first["id"], False)
    assert later["is_new"]
    member = acme.member("program_admin")
    assert rows == [(Decimal(86), "Survey", member), (Decimal("85.5"), "Survey", member)]
    assert audited == 2


@pytest.mark.rule("G-TIER-13")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"metric": "arr"}, "metric"),
        ({"metric": "trained_sales", "country": "US", "value": 3}, "metric"),
        ({"metric": "no_such_thing"}, "metric"),
        ({"value": True}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "86.1234567"}, "value"),
        ({"value": [86, 87]}, "value"),
        ({"metric": "nps_avg", "value": [8, 9]}, "value"),
        ({"metric": "business_plan", "value": "yes, in part"}, "value"),
        ({"metric": "customers", "value": "3.5", "country": "US"}, "value"),
        ({"metric": "customers", "value": 3}, "country"),
        ({"metric": "customers", "value": 3, "country": "DE"}, "country"),
        ({"metric": "customers", "value": 3, "country": "??"}, "country"),
        ({"country": "US"}, "country"),
        ({"on": "2199-01-01"}, "on"),
        ({"on": "2013-12-31"}, "on"),
        ({"partner": 2**60}, "partner"),
    ],
)
def test_what_the_guide_would_not_read_is_refused_and_nothing_of_the_batch_is_kept(
    acme: VendorCast, reseller: Enrolment, change: dict[str, Any], field: str
) -> None:
    answer = post("channel_manager", reseller, reading(reseller, "kpi2", 100), reading(reseller, **change))

    assert answer.status_code == 422, answer.content
    assert list(answer.json()["errors"]) == [f"readings.1.{field}"]
    with at_work(acme):
        assert not Reading.objects.exists()


@pytest.mark.rule("X-06", "X-10")
def test_ids_of_others_are_refused_as_if_there_were_none(
    acme: VendorCast, globex: VendorCast, reseller: Enrolment
) -> None:
    missing = post("channel_manager", reseller, reading(reseller, partner=2**60), key="k-0")
    for number, partner in enumerate((acme.partners[1], *globex.partners)):
        refused = post("channel_manager", reseller, reading(reseller, partner=partner), key=f"k-{number + 1}")
        assert (refused.status_code, refused.json()) == (422, missing.json())
    foreign = post("channel_manager", reseller, reading(reseller), vendor="globex")
    assert (foreign.status_code, list(foreign.json()["errors"])) == (422, ["program"])
    with at_work(acme):
        assert not Reading.objects.exists()


@pytest.mark.rule("X-06")
@pytest.mark.parametrize("person", ["partner_admin1", "partner_sales1", "finance", "compliance"])
def test_partners_and_others_may_not_record(acme: VendorCast, reseller: Enrolment, person: str) -> None:
    assert post(person, reseller, reading(reseller)).status_code == 403
    with at_work(acme):
        assert not Reading.objects.exists()


@pytest.mark.rule("X-07", "G-TIER-13")
def test_file_of_figures_keeps_good_rows_and_lists_bad_ones(acme: VendorCast, reseller: Enrolment) -> None:
    rows = (
        "P1,kpi1,,86,2014-09-15,Report\n"
        "P1,business_plan,,Yes,2014-09-15,Plan\n"
        "P1,customers,us,4,2014-09-15,Survey\n"
        "P9,kpi1,,86,2014-09-15,Report\n"
        "P1,arr,,86,2014-09-15,Report\n"
        "P1,kpi1,,much,2014-09-15,Report\n"
        "P1,customers,,4,2014-09-15,Survey\n"
        "P1,customers,DE,4,2014-09-15,Survey\n"
        "P1,kpi1,US,86,2014-09-15,Report\n"
        "P1,kpi1,,86,2199-01-01,Report\n"
        "P1,kpi1,XX,86,yesterday,\n"
        "P2,kpi1,,86,2014-09-15,Report\n"
    )
    content = ("partner,metric,country,value,on,source\n" + rows).encode()

    def load() -> RecordImport:
        batch = receive_records(
            program=reseller.program, kind="readings", content=content, name="x.csv", by=actor(acme)
        )
        load_chunk(batch, at=None, now=NOW)
        return batch

    with at_work(acme):
        first, again = load(), load()
        faults = dict(RecordFault.objects.filter(batch=first).values_list("row_no", "faults"))
        kept = list(Reading.objects.order_by("id").values_list("metric", "scope", "number", "flag", "made_by"))

    who = acme.member("channel_manager")
    assert kept == [
        ("kpi1", "", 86, None, who), ("business_plan", "", None, True, who), ("customers", "US", 4, None, who),
    ]  # fmt: skip
    assert (first.kept, first.known, first.bad) == (3, 0, 9)
    assert (again.kept, again.known, again.bad) == (0, 3, 9)
    assert faults == {
        5: ["partner:unknown_partner"],
        6: ["metric:unknown_metric"],
        7: ["value:wrong_value"],
        8: ["country:missing_value"],
        9: ["country:not_present"],
        10: ["country:not_by_country"],
        11: ["on:day_to_come"],
        12: ["on:no_date", "source:missing_value", "country:unknown_country"],
        13: ["partner:unknown_partner"],
    }
    assert not [one for faulty in faults.values() for one in faulty if read_fault(one).words == read_fault(one).code]


def test_country_that_the_partner_left_takes_no_figure(acme: VendorCast, reseller: Enrolment) -> None:
    with at_work(acme):
        CountryPresence.objects.filter(country="US").update(period=("2014-01-01", "2014-09-01"))
    answer = post("channel_manager", reseller, reading(reseller, "customers", 3, country="US"))
    assert list(answer.json()["errors"]) == ["readings.0.country"]
