"""The one rounding and PostgreSQL's round(numeric) say the same, so that a set-based run and a single line agree."""

import random
from decimal import Decimal

import pytest
from django.db import connection

from portal.money import Money, round_half_up, share


@pytest.mark.rule("X-02")
@pytest.mark.django_db
def test_rounding_equals_the_databases() -> None:
    chance = random.Random(2026)
    values = [Decimal(chance.randrange(-(10**15), 10**15)).scaleb(-chance.randrange(0, 8)) for _ in range(2000)]
    values += [Decimal(whole) + half for whole in range(-50, 50) for half in (Decimal("0.5"), Decimal("-0.5"))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT round(value)::text FROM unnest(%s::numeric[]) WITH ORDINALITY t(value, n) ORDER BY n", [values]
        )
        found = [int(text) for (text,) in cursor.fetchall()]
    assert found == [round_half_up(value) for value in values]


@pytest.mark.rule("X-02")
@pytest.mark.django_db
def test_share_equals_the_databases() -> None:
    chance = random.Random(2027)
    minors = [chance.randrange(-(10**14), 10**14) for _ in range(2000)]
    rates = [Decimal(chance.randrange(0, 10**6 + 1)).scaleb(-6) for _ in minors]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT round(minor * rate)::bigint FROM unnest(%s::bigint[], %s::numeric[])"
            " WITH ORDINALITY t(minor, rate, n) ORDER BY n",
            [minors, rates],
        )
        found = [minor for (minor,) in cursor.fetchall()]
    assert found == [share(Money(minor, "USD"), rate=rate).minor for minor, rate in zip(minors, rates, strict=True)]
