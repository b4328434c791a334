"""A file of sales says that customers cancelled: their deals are cancelled on that day, once, and only where it fits."""

from datetime import date

import pytest

from commissions.models import ImportBatch, ImportRow
from leads.models import Deal, LeadMove
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.commissions.import_world import import_lines, make_lines
from tests.commissions.test_import_faults import make_deal

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F-CXL-01")]


def lines_of(deal: str, cancelled_on: str, *, count: int = 2) -> list[dict[str, str]]:
    """Sales of the cast's second partner, sold after its deal closed on 1 March 2025."""
    said = {"partner": "P2", "deal": deal, "sold_on": "2025-03-02", "cancelled_on": cancelled_on}
    return [line | said for line in make_lines(count)]


def deal_of(cast: VendorCast, reference: str) -> tuple[str, date | None]:
    with acting_as(Role.STAFF, vendor=cast.id):
        deal = Deal.objects.get(reference=reference)
    return deal.state, deal.cancelled_on


@pytest.fixture(autouse=True)
def cedar(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        make_deal(acme, acme.partners[1], "D-CEDAR")


def test_sale_that_comes_again_with_its_cancellation_cancels_the_deal_once(acme: VendorCast) -> None:
    import_lines(acme, lines_of("D-CEDAR", ""))
    assert deal_of(acme, "D-CEDAR") == ("won", None)

    again = [import_lines(acme, lines_of("D-CEDAR", "2025-05-30")) for _time in range(2)]

    assert [(batch.state, batch.known, batch.bad) for batch in again] == [("loaded", 2, 0)] * 2
    assert deal_of(acme, "D-CEDAR") == ("cancelled", date(2025, 5, 30))
    with acting_as(Role.STAFF, vendor=acme.id):
        moves = list(LeadMove.objects.filter(field="deal").values_list("before", "after", "by", "reason"))
    assert moves == [("won", "cancelled", None, f"import {again[0].pk}")]


def test_two_days_in_one_file_count_as_the_earlier(acme: VendorCast) -> None:
    first, second = lines_of("D-CEDAR", "2025-06-02")
    import_lines(acme, [first, second | {"cancelled_on": "2025-05-30"}])
    assert deal_of(acme, "D-CEDAR") == ("cancelled", date(2025, 5, 30))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"deal": ""}, "cancelled_on:cancelled_without_deal"),
        ({"cancelled_on": "2099-01-01"}, "cancelled_on:future_date"),
        ({"sold_on": "2025-02-01", "cancelled_on": "2025-02-20"}, "cancelled_on:cancelled_before_close"),
    ],
)
def test_cancellation_that_does_not_fit_is_told_and_changes_nothing(
    acme: VendorCast, change: dict[str, str], fault: str
) -> None:
    batch = import_lines(acme, [lines_of("D-CEDAR", "2025-05-30", count=1)[0] | change])
    assert faults_of(acme, batch) == [[fault]]
    assert deal_of(acme, "D-CEDAR") == ("won", None)


def test_other_day_than_the_one_known_is_told(acme: VendorCast) -> None:
    import_lines(acme, lines_of("D-CEDAR", "2025-05-30"))
    other = import_lines(acme, lines_of("D-CEDAR", "2025-05-31", count=1))
    assert faults_of(acme, other) == [["cancelled_on:cancelled_another_day"]]
    assert deal_of(acme, "D-CEDAR") == ("cancelled", date(2025, 5, 30))


def test_refused_file_cancels_nothing(acme: VendorCast) -> None:
    lines = lines_of("D-CEDAR", "2025-05-30")
    batch = import_lines(acme, [lines[0], lines[1] | {"partner": "NOBODY"}], bad_rows="all_or_nothing")
    assert batch.state == "refused"
    assert deal_of(acme, "D-CEDAR") == ("won", None)


def test_many_deals_are_cancelled_over_several_chunks(acme: VendorCast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissions.services.import_steps.CANCELLED_AT_ONCE", 2)
    with acting_as(Role.STAFF, vendor=acme.id):
        for number in range(5):
            make_deal(acme, acme.partners[1], f"D-{number}")
    lines = lines_of("", "2025-05-30", count=5)
    import_lines(acme, [line | {"deal": f"D-{number}"} for number, line in enumerate(lines)])
    assert [deal_of(acme, f"D-{number}")[0] for number in range(5)] == ["cancelled"] * 5


def faults_of(cast: VendorCast, batch: ImportBatch) -> list[list[str]]:
    with acting_as(Role.STAFF, vendor=cast.id):
        return list(ImportRow.objects.filter(batch=batch, state="bad").values_list("faults", flat=True))
