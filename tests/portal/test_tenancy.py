"""Law 1 by hand: what the ORM refuses, what the database refuses. tests/guards/ proves the same for every table."""

import pytest
from django.db import DatabaseError, connection, transaction

from partners.models import Partner
from portal.tenancy import Role, TenantNotSet, acting_as, current_scope
from tests.cast import VendorCast


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ask",
    [
        lambda q: list(q.all()),
        lambda q: q.count(),
        lambda q: q.exists(),
        lambda q: q.exclude(pk=1).exists(),
        lambda q: q.update(name="x"),
        lambda q: q.all().delete(),
        lambda q: q.first(),
        lambda q: list(q.values("pk").union(q.values("pk"))),
        lambda q: q.aggregate(n=__import__("django").db.models.Count("pk")),
        lambda q: q.create(name="x"),
        lambda q: q.bulk_create([Partner(name="x", vendor_id=1)]),
    ],
)
@pytest.mark.rule("X-06")
def test_query_without_a_vendor_is_refused(ask: object) -> None:
    with pytest.raises((TenantNotSet, DatabaseError)), transaction.atomic():
        ask(Partner.objects)  # type: ignore[operator]


def test_queryset_built_before_the_vendor_stays_refused(cast: tuple[VendorCast, VendorCast]) -> None:
    early = Partner.objects.all()

    with acting_as(Role.STAFF, vendor=cast[0].id), pytest.raises(TenantNotSet):
        early.count()


def test_query_leaves_nothing_behind_for_the_next(acme: VendorCast, globex: VendorCast) -> None:
    """All begin with a copy of one: what is added to a copy stays with it, and each vendor's is its own."""
    with acting_as(Role.STAFF, vendor=acme.id):
        narrow = Partner.objects.filter(name="Birch").exclude(pk=0).distinct()
        assert narrow.count() == 1
        narrow.query.clear_where()
        Partner.objects.filter(pk=acme.partners[0]).update(name="Beech")
        assert set(Partner.objects.values_list("pk", flat=True)) == set(acme.partners)
    with acting_as(Role.STAFF, vendor=globex.id):
        assert set(Partner.objects.values_list("pk", flat=True)) == set(globex.partners)
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[1]):
        assert list(Partner.objects.values_list("pk", flat=True)) == [acme.partners[1]]


@pytest.mark.django_db
def test_raw_sql_without_a_role_is_refused() -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM partners_partner")


def test_raw_sql_without_a_vendor_returns_nothing(cast: tuple[VendorCast, VendorCast]) -> None:
    with acting_as(Role.STAFF, vendor=cast[0].id), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.vendor', '', true)")
        cursor.execute("SELECT count(*) FROM partners_partner")

        assert cursor.fetchone() == (0,)


@pytest.mark.rule("X-10")
def test_staff_sees_its_vendor_and_a_partner_itself(acme: VendorCast, globex: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        assert set(Partner.objects.values_list("pk", flat=True)) == set(acme.partners)
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0]):
        assert list(Partner.objects.values_list("pk", flat=True)) == [acme.partners[0]]
    with acting_as(Role.PLATFORM):
        assert set(Partner.objects.values_list("pk", flat=True)) >= set(acme.partners + globex.partners)


def test_acting_as_puts_back_what_was_there(acme: VendorCast, globex: VendorCast) -> None:
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0]) as outer:
        with acting_as(Role.STAFF, vendor=globex.id):
            assert Partner.objects.count() == 2
        with pytest.raises(RuntimeError), acting_as(Role.STAFF, vendor=globex.id):
            raise RuntimeError

        assert current_scope() == outer
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('role'), current_setting('portal.vendor'), current_setting('portal.partner')"
            )
            assert cursor.fetchone() == ("portal_partner", str(acme.id), str(acme.partners[0]))
    assert current_scope() is None


def test_row_cannot_be_moved_to_another_vendor(acme: VendorCast, globex: VendorCast) -> None:
    with (
        acting_as(Role.STAFF, vendor=acme.id),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Partner.objects.filter(pk=acme.partners[0]).update(vendor_id=globex.id)


def test_key_cannot_point_to_another_vendor(acme: VendorCast, globex: VendorCast) -> None:
    """The composite key makes "elsewhere" and "nowhere" the same error."""
    errors = []
    with acting_as(Role.STAFF, vendor=acme.id):
        for target in (globex.partners[0], 2**60):
            with pytest.raises(DatabaseError) as refused, transaction.atomic():
                Partner.objects.create(name="x", survivor_id=target)
            errors.append(str(refused.value).replace(str(target), "ID"))
    assert "partners_partner_survivor_same_vendor" in errors[0]
    assert errors[0] == errors[1]


@pytest.mark.parametrize(
    ("role", "vendor", "partner"),
    [(Role.STAFF, None, None), (Role.PARTNER, 1, None), (Role.STAFF, 1, 2), (Role.VISITOR, None, None)],
)
def test_acting_as_refuses_half_a_scope(role: Role, vendor: int | None, partner: int | None) -> None:
    with pytest.raises(TenantNotSet), acting_as(role, vendor=vendor, partner=partner):
        pass
