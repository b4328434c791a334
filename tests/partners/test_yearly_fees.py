"""The fee of each further year: due after the first of January, told of once a step, taken back by two persons (G-TECH-01)."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.fee_demo import LATE, PAYS, build_fees
from partners.fee_shell import late_fees
from partners.models import Enrolment, ParticipationFee, Partner
from partners.queries.fees import owed_by
from partners.services.fees import Payment, ask_to_take_back, record_yearly_fee, remind_of_fee
from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.demo.parts import World
from portal.guides.models import Program
from portal.jobs.models import OutboxMessage
from portal.money import Money
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.partners.signing import actor_of, admin_of, program_of
from tests.partners.test_partner_pages import signed_in
from tests.partners.test_people_pages import text_of


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 20, tzinfo=UTC)


@pytest.fixture
def staff(acme: VendorCast) -> Iterator[VendorCast]:
    with acting_as(Role.STAFF, vendor=acme.id):
        yield acme


def enrol(vendor: VendorCast, since: date = date(2025, 6, 1)) -> Enrolment:
    """A technology partner under the guide that asks the fee, with an admin."""
    partner = Partner.objects.create(name="Techie")
    made: Enrolment = Enrolment.objects.create(
        partner=partner, program=program_of("gpn-2014"), category="TECH", period=DateRange(since, None)
    )
    admin_of(partner, vendor, "techie@partner.example")
    return made


def paid(day: date, amount: int = 150_000) -> Payment:
    return Payment(Money(amount, "USD"), "INV-7", day)


@pytest.mark.rule("G-TECH-01")
def test_fee_is_due_thirty_days_after_the_year_began(staff: VendorCast) -> None:
    enrolment = enrol(staff)

    on_time, late = (owed_by(enrolment, year=2026, at=noon(2026, 1, day)) for day in (31, 1))
    after = owed_by(enrolment, year=2026, at=noon(2026, 2, 1))

    assert on_time is not None
    assert late is not None
    assert after is not None
    assert (on_time.due_on, on_time.amount, on_time.is_late) == (date(2026, 1, 31), Money(150_000, "USD"), False)
    assert after.is_late
    assert owed_by(enrolment, year=2024, at=noon(2026, 2, 1)) is None, "nothing before it was enrolled"


@pytest.mark.rule("G-TECH-01")
def test_each_step_is_told_once_and_payment_ends_it(staff: VendorCast) -> None:
    enrolment = enrol(staff)

    def told() -> int:
        mails = OutboxMessage.objects.filter(template="partners/fee_due", recipient="techie@partner.example")
        return int(mails.count())

    counts = []
    for day in (1, 2, 23, 24, 25, 31):
        remind_of_fee(enrolment, at=noon(2026, 1, day))
        counts.append(told())
    remind_of_fee(enrolment, at=noon(2026, 2, 1))
    remind_of_fee(enrolment, at=noon(2026, 2, 9))
    overdue = told()
    record_yearly_fee(
        enrolment, year=2026, payment=paid(date(2026, 2, 9)), by=actor_of(staff, "finance"), at=noon(2026, 2, 9)
    )
    remind_of_fee(enrolment, at=noon(2026, 2, 10))

    assert counts == [1, 1, 1, 2, 2, 2]
    assert (overdue, told()) == (3, 3)


def test_too_little_and_twice_are_refused(staff: VendorCast) -> None:
    enrolment, finance, at = enrol(staff), actor_of(staff, "finance"), noon(2026, 1, 20)

    with pytest.raises(Refusal, match="1,500"):
        record_yearly_fee(enrolment, year=2026, payment=paid(date(2026, 1, 19), 149_999), by=finance, at=at)
    with pytest.raises(Refusal, match="Nothing is due"):
        record_yearly_fee(enrolment, year=2024, payment=paid(date(2026, 1, 19)), by=finance, at=at)
    record_yearly_fee(enrolment, year=2026, payment=paid(date(2025, 12, 19)), by=finance, at=at)
    with pytest.raises(Conflict, match="already"):
        record_yearly_fee(enrolment, year=2026, payment=paid(date(2026, 1, 19)), by=finance, at=at)

    assert ParticipationFee.objects.get().year == 2026, "paid in December for the year after"


@pytest.mark.rule("G-TECH-01", "X-05")
def test_two_persons_take_back_what_was_noted_by_mistake(staff: VendorCast) -> None:
    enrolment, finance, at = enrol(staff), actor_of(staff, "finance"), noon(2026, 1, 20)
    fee = record_yearly_fee(enrolment, year=2026, payment=paid(date(2026, 1, 19)), by=finance, at=at)

    with pytest.raises(Refusal, match="why"):
        ask_to_take_back(fee.pk, reason=" ", by=finance, at=at)
    asked = ask_to_take_back(fee.pk, reason="Of another customer", by=finance, at=at)
    with pytest.raises(Conflict):
        ask_to_take_back(fee.pk, reason="Again", by=finance, at=at)
    with pytest.raises(Refusal, match="second person"):
        decide(asked, approve=True, by=finance, reason="", at=at)
    assert owed_by(enrolment, year=2026, at=at).paid == fee  # type: ignore[union-attr]

    other = second_finance(staff)
    decide(Approval.objects.get(pk=asked.pk), approve=True, by=other, reason="", at=at)

    fee.refresh_from_db()
    assert (fee.taken_back_at, fee.taken_back_by_id) == (at, other.membership_id)
    assert owed_by(enrolment, year=2026, at=at).paid is None  # type: ignore[union-attr]
    record_yearly_fee(enrolment, year=2026, payment=paid(date(2026, 1, 19)), by=finance, at=at)


def second_finance(vendor: VendorCast):  # type: ignore[no-untyped-def]
    from portal.accounts.identify import member_of
    from portal.accounts.models import Membership, User
    from portal.tenancy import bare

    with bare():
        user = User.objects.create_user("flora@acme.example", name="Flora")
    Membership.objects.create(user=user, role="finance", name="Flora", email="flora@acme.example")
    with bare():
        return member_of(user.pk, vendor.id)


@pytest.mark.rule("G-TECH-01")
def test_finance_sees_who_is_late_in_one_query(staff: VendorCast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(6):
        partner = Partner.objects.create(name=f"Techie {number}")
        Enrolment.objects.create(
            partner=partner, program=program_of("gpn-2014"), category="TECH", period=DateRange(date(2025, 1, 1), None)
        )
    finance = actor_of(staff, "finance")
    late_fees(finance, noon(2026, 2, 1))

    with django_assert_max_num_queries(10):
        items = late_fees(finance, noon(2026, 2, 1))

    assert [item.title for item in items] == [f"Techie {n} has not paid the fee of the year" for n in range(6)]
    assert late_fees(finance, noon(2026, 1, 31)) == []


def test_pages_record_and_take_back(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment = enrol(acme)
        Program.objects.filter(pk=enrolment.program_id).update(name="GPN")
    finance, manager = signed_in("finance"), signed_in("channel_manager")
    year = datetime.now(UTC).year
    path = f"/acme/enrolments/{enrolment.pk}/fee/"
    typed = {"amount": "1500.00", "reference": "INV-9", "paid_on": f"{year}-01-05", "year": str(year)}

    listed = text_of(finance, "/acme/participation-fees/")
    offered = finance.get(path).context["form"].fields["year"].choices
    wrong = finance.post(path, typed | {"amount": "12"})
    done = finance.post(path, typed, follow=True).content.decode()
    with acting_as(Role.STAFF, vendor=acme.id):
        fee = ParticipationFee.objects.get(year=year)
    asked = finance.post(
        f"/acme/participation-fees/{fee.pk}/taking-back/", {"reason": "Slip"}, follow=True
    ).content.decode()
    again = text_of(finance, f"/acme/participation-fees/{fee.pk}/taking-back/")

    assert "Techie" in listed
    assert offered[0] == (year, str(year))
    assert wrong.status_code == 422
    assert "INV-9" in done
    assert "a second person of finance decides it" in asked
    assert "A second person is asked already." in again
    assert manager.get(path).status_code == 403
    assert "Take back" not in text_of(manager, f"/acme/partners/{enrolment.partner_id}/")
    assert signed_in("finance", "globex").get(path).status_code == 404


@pytest.mark.rule("G-TECH-01")
def test_demo_has_a_fee_that_was_paid_and_one_that_is_late(staff: VendorCast) -> None:
    now, program = noon(2026, 11, 22), program_of("gpn-2014")
    others = Partner.objects.bulk_create([Partner(name=f"Company {number}") for number in range(LATE + 1)])
    world = World(
        slug="acme", vendor_id=staff.id, today=now.date(), now=now, began=date(2024, 11, 22), random=random.Random(1),
        programs={"gpn-2014": program.pk}, partners=[one.pk for one in others], members={"finance": staff.member("finance")},
    )  # fmt: skip

    build_fees(world)

    enrolled = Enrolment.objects.filter(program=program, category="TECH").order_by("partner")
    owed = [owed_by(one, year=2026, at=now) for one in enrolled]
    assert [(one.paid is not None, one.is_late) for one in owed if one] == [(True, False), (False, True)]
    assert sorted(ParticipationFee.objects.values_list("partner", "year")) == [
        (world.partners[PAYS], 2025), (world.partners[PAYS], 2026), (world.partners[LATE], 2025),
    ]  # fmt: skip
