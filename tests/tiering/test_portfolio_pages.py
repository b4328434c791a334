"""The manager's portfolio: filters, paging, files, and a number of queries that does not grow."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.models import CountryPresence, Enrolment, Partner
from portal.guides.models import Program
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.tiering.cards import LINES, collected, enrol, hold_tier, scored, shipped_program
from tests.tiering.test_scorecard_pages import page_of, signed_in

HERE = "/acme/portfolio/?program=gpn-2014"


def crowd(
    program: Program, count: int, *, tier: str = "Bronze", held: str = "Bronze", missed: int = 3
) -> list[Enrolment]:
    """Partners with a tier and a scorecard each."""
    partners = Partner.objects.bulk_create(Partner(name=f"Crowd {number:03}") for number in range(count))
    collection = collected(program.pk)
    found = []
    for partner in partners:
        enrolment = enrol(program, partner.pk)
        hold_tier(enrolment, held)
        scored(enrolment, tier=tier, held=held, missed=missed, collection=collection, lines=LINES[4:6])
        found.append(enrolment)
    return found


@pytest.fixture
def program(acme: VendorCast) -> Program:
    """Birch is one line away, Cedar would drop, a third was never scored."""
    with acting_as(Role.STAFF, vendor=acme.id):
        program = shipped_program()
        near = enrol(program, acme.partners[0])
        hold_tier(near, "Bronze")
        scored(near)
        CountryPresence.objects.create(
            partner_id=acme.partners[0], program=program, country="US", period=DateRange(date(2024, 1, 1), None)
        )
        falling = enrol(program, acme.partners[1], category="SVC")
        hold_tier(falling, "Gold")
        scored(falling, tier="Silver", held="Gold", missed=2)
        enrol(program, Partner.objects.create(name="Fresh").pk)
        return program


@pytest.fixture
def manager(acme: VendorCast) -> Client:
    return signed_in(acme, "channel_manager")


def names_in(page: str) -> list[str]:
    rows = page.partition("data-table")[2].partition("<tbody>")[2]
    return [name for name in ("Birch", "Cedar", "Fresh") if f">{name}</a>" in rows]


def test_manager_sees_everybody_with_tiers_and_what_is_missing(manager: Client, program: Program) -> None:
    page = page_of(manager, HERE)
    assert names_in(page) == ["Birch", "Cedar", "Fresh"]
    assert "one line missing" in page
    assert "would drop" in page
    assert "not scored" in page
    assert "Certified professionals (GCP)" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("edge=one_missing", ["Birch"]),
        ("edge=would_drop", ["Cedar"]),
        ("tier=Gold", ["Cedar"]),
        ("tier=none", ["Fresh"]),
        ("category=SVC", ["Cedar"]),
        ("market=NA", ["Birch"]),
        ("missing=gcp", ["Birch"]),
        ("missing=trained_sales", ["Cedar"]),
        ("missing=mlb", ["Cedar"]),
        ("missing=gcp&category=SVC", []),
    ],
)
def test_filters_narrow_the_list_and_stand_as_chips(
    manager: Client, program: Program, query: str, names: list[str]
) -> None:
    page = page_of(manager, f"{HERE}&{query}")
    assert names_in(page) == names
    said_by_view = query.startswith("edge=") and f'{query}" aria-current="true"' in page
    assert said_by_view or 'class="chip chip-on"' in page


def test_distribution_counts_what_is_shown(manager: Client, program: Program) -> None:
    page = page_of(manager, HERE)
    assert 'href="/acme/portfolio/?program=gpn-2014&amp;tier=Gold">Gold</a></th><td class="figure">1</td>' in page
    narrowed = page_of(manager, f"{HERE}&edge=one_missing")
    assert '<td class="figure">0</td>' in narrowed


def test_nearest_stand_first_and_pages_go_on(acme: VendorCast, manager: Client, program: Program) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        crowd(program, 55)
    first = page_of(manager, f"{HERE}&order=nearest")
    assert names_in(first) == ["Birch", "Cedar"]
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = page_of(manager, f"/acme/portfolio/{older}")
    assert names_in(second) == ["Fresh"]
    assert manager.get(f"{HERE}&after=nonsense").status_code == 404


def test_number_of_queries_does_not_grow_with_partners(acme: VendorCast, manager: Client, program: Program) -> None:
    page_of(manager, HERE)
    with CaptureQueriesContext(connection) as few:
        page_of(manager, HERE)
    with acting_as(Role.STAFF, vendor=acme.id):
        crowd(program, 40)
    with CaptureQueriesContext(connection) as many:
        page_of(manager, HERE)
    assert len(many) == len(few)


@pytest.mark.parametrize("query", ["", "&edge=one_missing", "&order=nearest"])
def test_files_hold_exactly_this_view(manager: Client, program: Program, query: str) -> None:
    shown = names_in(page_of(manager, HERE + query))
    csv = manager.get(f"{HERE}{query}&format=csv")
    assert "attachment" in csv["Content-Disposition"]
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert sorted(line.split(",")[0].strip('"') for line in lines[1:]) == shown
    book = openpyxl.load_workbook(io.BytesIO(manager.get(f"{HERE}{query}&format=xlsx").content))
    rows = list(book.active.values)  # type: ignore[union-attr]
    assert rows[0][:3] == ("partner", "category", "tier_held")
    assert sorted(row[0] for row in rows[1:]) == shown


def test_partner_has_no_portfolio(acme: VendorCast, program: Program) -> None:
    assert signed_in(acme, "partner_admin1").get(HERE).status_code == 403


def test_unknown_program_is_nothing(manager: Client, program: Program) -> None:
    assert manager.get("/acme/portfolio/?program=other").status_code == 404
