"""Posting and reversing through the services."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.db.models import Sum

from commissions.models import Entry, Leg
from commissions.services.ledger import Side, describe_entry, post_entry, reverse_entry
from portal.money import Money
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.commissions.ledger_world import DAY, EXPENSE, PAYABLE, World, build_world, earning_sides, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> Iterator[World]:
    world = build_world()
    with acting_as(Role.STAFF, vendor=world.vendor):
        yield world


def test_posting_writes_every_leg(world: World) -> None:
    posting = post(world.partner, 250)

    legs = list(
        Leg.objects.filter(entry_id=posting.entry_id).order_by("position").values_list("partner_id", "amount_minor")
    )
    assert legs == [(None, 250), (world.partner, -250)]
    assert not posting.replayed


def test_posting_again_is_answered_with_the_first(world: World) -> None:
    first, second = post(world.partner), post(world.partner)

    assert (second.entry_id, second.replayed) == (first.entry_id, True)
    assert (Entry.objects.count(), Leg.objects.count()) == (1, 2)


def test_key_with_other_content_is_a_conflict(world: World) -> None:
    post(world.partner, 100)

    with pytest.raises(Conflict) as refused:
        post(world.partner, 101)

    assert refused.value.code == "entry_is_posted_once"
    assert Entry.objects.count() == 1


def test_key_with_another_partner_is_a_conflict(world: World) -> None:
    post(world.partner, 100)

    with pytest.raises(Conflict):
        post(world.rival, 100)


def test_same_key_at_another_vendor_is_another_entry(world: World) -> None:
    mine = post(world.partner)

    with acting_as(Role.STAFF, vendor=world.stranger):
        theirs = post(world.foreigner)

    assert not theirs.replayed
    assert theirs.entry_id != mine.entry_id


def test_unbalanced_posting_is_refused_by_the_database(world: World) -> None:
    sides = [Side(EXPENSE, Money(100, "USD")), Side(PAYABLE, Money(-99, "USD"), world.partner)]

    with pytest.raises(IntegrityError, match="entry_is_balanced"):
        post_entry(kind="earning", source_key="k", effective_on=DAY, sides=sides)

    assert Entry.objects.count() == 0


def test_entry_in_two_currencies_balances_in_each(world: World) -> None:
    sides = [*earning_sides(world.partner, 100), *earning_sides(world.partner, 70, "EUR")]

    posting = post_entry(kind="earning", source_key="k", effective_on=DAY, sides=sides)

    totals = Leg.objects.filter(entry_id=posting.entry_id).values("currency").annotate(sum=Sum("amount_minor"))
    assert {row["currency"]: row["sum"] for row in totals} == {"EUR": 0, "USD": 0}


def test_reversal_mirrors_and_links(world: World) -> None:
    posting = post(world.partner, 250)

    reversal = reverse_entry(entry_id=posting.entry_id, effective_on=DAY, reason="typed twice")

    assert Entry.objects.get(pk=reversal.entry_id).reverses_id == posting.entry_id
    assert Leg.objects.filter(partner_id=world.partner).aggregate(sum=Sum("amount_minor"))["sum"] == 0


def test_reversal_with_the_same_key_is_answered_with_the_first(world: World) -> None:
    posting = post(world.partner)

    first = reverse_entry(entry_id=posting.entry_id, effective_on=DAY)
    second = reverse_entry(entry_id=posting.entry_id, effective_on=DAY)

    assert (second.entry_id, second.replayed) == (first.entry_id, True)


def test_reversal_with_another_key_is_a_conflict(world: World) -> None:
    posting = post(world.partner)
    reverse_entry(entry_id=posting.entry_id, effective_on=DAY, source_key="a")

    with pytest.raises(Conflict) as refused:
        reverse_entry(entry_id=posting.entry_id, effective_on=DAY, source_key="b")

    assert refused.value.code == "entry_is_reversed_once"


def test_reversal_of_nothing_is_refused(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        reverse_entry(entry_id=10**12, effective_on=DAY)

    assert refused.value.field == "entry"


def test_another_vendors_entry_cannot_be_reversed(world: World) -> None:
    with acting_as(Role.STAFF, vendor=world.stranger):
        theirs = post(world.foreigner)

    with pytest.raises(Refusal):
        reverse_entry(entry_id=theirs.entry_id, effective_on=DAY)


def test_partner_sees_own_legs_only(world: World) -> None:
    post(world.partner, 100, key="a")
    post(world.rival, 200, key="b")

    with acting_as(Role.PARTNER, vendor=world.vendor, partner=world.partner):
        seen = list(Leg.objects.values_list("amount_minor", flat=True))

    assert seen == [-100]


def test_canonical_content_names_every_figure() -> None:
    text = describe_entry(kind="earning", effective_on=date(2026, 10, 31), sides=earning_sides(42, 250))

    assert text == "earning;2026-10-31;expense,,USD,250;payable,42,USD,-250"


def test_bulk_posting_after_singles_is_not_slow(world: World) -> None:
    """plpgsql would keep the plan of seven single posts: 50,000 entries then did not finish in two minutes."""
    for number in range(7):
        post(world.partner, 100, key=f"single{number}")
    entries = 20_000

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '30s'")
        cursor.execute(BULK, {"vendor": world.vendor, "entries": entries})

    assert Leg.objects.count() == 2 * (entries + 7)


BULK = """
WITH due AS MATERIALIZED (
    SELECT n, nextval('commissions_entry_id_seq') AS entry_id FROM generate_series(1, %(entries)s) n
), entry AS (
    INSERT INTO commissions_entry (id, vendor_id, kind, source_key, request_hash, leg_count, effective_on, reason)
    SELECT entry_id, %(vendor)s, 'earning', 'bulk:' || n, sha256('x'), 2, '2026-10-31', '' FROM due
)
INSERT INTO commissions_leg (vendor_id, entry_id, position, account_id, partner_id, currency, amount_minor)
SELECT %(vendor)s, d.entry_id, side.position, a.id, a.partner_id, 'USD', side.sign * d.n
FROM due d, (VALUES (1, 'expense', 1), (2, 'payable', -1)) AS side (position, kind, sign)
JOIN commissions_account a ON a.vendor_id = %(vendor)s AND a.kind = side.kind
"""
