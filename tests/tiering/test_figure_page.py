"""The page on which a channel manager records a figure, and the way to it from a line that was not measured."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import CountryPresence, Enrolment
from portal.accounts.models import User
from tests.cast import VendorCast, mail_of
from tests.tiering.cards import Row, enrol, hold_tier, scored, shipped_program
from tests.tiering.staff import at_work, since
from tiering.models import Reading, ScorecardLine


def signed_in(vendor: VendorCast, person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor.slug, person)))
    return client


@pytest.fixture
def enrolment(acme: VendorCast) -> Enrolment:
    with at_work(acme):
        enrolment = enrol(shipped_program(), acme.partners[0])
        CountryPresence.objects.create(
            partner_id=enrolment.partner_id,
            program=enrolment.program,
            country="US",
            period=since(date(2024, 1, 1)),
        )
        hold_tier(enrolment, "Bronze")
        return enrolment


def path_of(enrolment: Enrolment) -> str:
    return f"/acme/enrolments/{enrolment.pk}/figures/"


def typed(**change: Any) -> dict[str, Any]:
    today = timezone.now().date().replace(month=1, day=15)
    return {"metric": "kpi1", "country": "", "value": "82.5", "on": today.isoformat(), "source": "KPI report", **change}


@pytest.mark.rule("G-TIER-13")
def test_line_that_was_not_measured_leads_to_its_figure(acme: VendorCast, enrolment: Enrolment) -> None:
    with at_work(acme):
        rows = (
            Row("Bronze", "customers", "missed", "US", "2", None, None, "not_measured"),
            Row("Bronze", "gcp", "missed", "US", "2", None, None, "not_measured"),
        )
        card = scored(enrolment, lines=rows)
        customers, gcp = ScorecardLine.objects.filter(scorecard=card).order_by("position").values_list("pk", flat=True)
    manager = signed_in(acme, "channel_manager")
    link = f"{path_of(enrolment)}?metric=customers&amp;country=US"

    assert link in manager.get(f"/acme/scorecard-lines/{customers}/").content.decode()
    assert path_of(enrolment) not in manager.get(f"/acme/scorecard-lines/{gcp}/").content.decode()
    assert path_of(enrolment) not in signed_in(acme, "partner_admin1").get(
        f"/acme/scorecard-lines/{customers}/"
    ).content.decode()  # fmt: skip
    page = manager.get(f"{path_of(enrolment)}?metric=customers&country=US").content.decode()
    assert '<option value="customers" selected>' in page
    assert '<option value="US" selected>' in page
    assert '<option value="gcp"' not in page


@pytest.mark.rule("G-TIER-13", "X-08")
def test_figure_is_recorded_as_typed(acme: VendorCast, enrolment: Enrolment) -> None:
    manager = signed_in(acme, "channel_manager")
    assert manager.post(path_of(enrolment), typed()).status_code == 302
    assert manager.post(path_of(enrolment), typed(metric="business_plan", value="Yes")).status_code == 302
    assert manager.post(path_of(enrolment), typed(metric="customers", value="3", country="US")).status_code == 302
    with at_work(acme):
        rows = {row.metric: (row.number, row.flag, row.scope, row.made_by_id) for row in Reading.objects.all()}
    who = acme.member("channel_manager")
    assert {key: (str(row[0]), *row[1:]) for key, row in rows.items()} == {
        "kpi1": ("82.500000", None, "", who),
        "business_plan": ("None", True, "", who),
        "customers": ("3.000000", None, "US", who),
    }


@pytest.mark.parametrize(
    "change", [{"value": "maybe"}, {"on": "2199-01-01"}, {"metric": "customers"}, {"metric": "arr"}, {"country": "US"}]
)
def test_refused_figure_is_said_at_its_field(acme: VendorCast, enrolment: Enrolment, change: dict[str, str]) -> None:
    answer = signed_in(acme, "channel_manager").post(path_of(enrolment), typed(**change))
    assert (answer.status_code, "field-errors" in answer.content.decode()) == (422, True)
    with at_work(acme):
        assert not Reading.objects.exists()


@pytest.mark.rule("X-06")
@pytest.mark.parametrize("person", ["partner_admin1", "partner_sales1", "finance"])
def test_page_is_for_those_who_record(acme: VendorCast, enrolment: Enrolment, person: str) -> None:
    assert signed_in(acme, person).post(path_of(enrolment), typed()).status_code == 403
    with at_work(acme):
        assert not Reading.objects.exists()
