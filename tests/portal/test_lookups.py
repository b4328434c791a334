"""`begins_with`: what `startswith` finds, by an index behind row security too."""

from django.db import connection

from portal.guides.models import Program
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast


def test_begins_with_takes_every_letter_as_it_is(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        names = list(Program.objects.values_list("name", flat=True))
        found = [list(Program.objects.filter(name__begins_with=word)) for word in (names[0][:3], "%", "_", "'", "")]

    assert [len(each) for each in found] == [sum(name.startswith(names[0][:3]) for name in names), 0, 0, 0, len(names)]


def test_begins_with_may_read_an_index_before_a_policy_has_spoken(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(p.proleakproof) FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode WHERE oprname = '^@'"
        )
        silent = cursor.fetchone()

    assert silent == (True,)
