"""People of partners on pages: added, moved, gone, booked, certified; what breaks; who may."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import Certificate, ExamBooking, Person, Post
from partners.queries.people import furthest_day, vendor_today
from portal.accounts.models import User
from portal.audit.models import AuditRecord
from tests.cast import VendorCast, mail_of
from tests.tiering.staff import Staff, at_work, staff_of

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Ada Stone",
    "mail": "Ada@Birch.example",
    "country": "DE",
    "role": "consultant",
    "employment": "employee",
    "customer_facing": "on",
    "begins": "2025-01-01",
}


def signed_in(vendor: VendorCast, person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor.slug, person)))
    return client


@pytest.fixture
def admin(acme: VendorCast) -> Client:
    return signed_in(acme, "partner_admin1")


@pytest.fixture
def manager(acme: VendorCast) -> Client:
    return signed_in(acme, "channel_manager")


@pytest.fixture
def staff(acme: VendorCast) -> Staff:
    """Birch with its own mail domain."""
    with at_work(acme):
        made = staff_of(acme)
        made.domain()
        return made


@pytest.fixture
def ada(acme: VendorCast, staff: Staff) -> Person:
    with at_work(acme):
        return staff.hire(mail="ada@birch.example")


def today_of(vendor: VendorCast) -> date:
    with at_work(vendor):
        return vendor_today(timezone.now())


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def stored(vendor: VendorCast) -> tuple[Any, ...]:
    with at_work(vendor):
        return (
            list(Person.objects.order_by("id").values_list("name", "mail")),
            [(post.role, post.period.lower, post.period.upper) for post in Post.objects.order_by("id")],
        )


@pytest.mark.rule("G-REQ-05")
def test_partner_adds_a_colleague_and_sees_them_counted(admin: Client, acme: VendorCast, staff: Staff) -> None:
    assert "Nobody is counted yet" in text_of(admin, "/acme/people/")

    answer = admin.post("/acme/people/new/", TYPED, follow=True)

    assert answer.redirect_chain[0][1] == 302
    assert "Counted" in answer.content.decode()
    assert stored(acme) == ([("Ada Stone", "ada@birch.example")], [("consultant", date(2025, 1, 1), None)])
    assert "Ada Stone" in text_of(admin, "/acme/people/?state=counted&country=DE&name=ada")
    with at_work(acme):
        act = AuditRecord.objects.get(kind="colleague.added")
        assert (act.partner_id, act.detail) == (acme.partners[0], {"begins": "2025-01-01"})


@pytest.mark.rule("G-REQ-05")
def test_mail_elsewhere_is_kept_with_a_warning_and_does_not_count(admin: Client, staff: Staff) -> None:
    answer = admin.post("/acme/people/new/", TYPED | {"mail": "ada@gmail.com"}, follow=True)

    assert "gmail.com is none of the company" in answer.content.decode()
    assert "Ada Stone" in text_of(admin, "/acme/people/?state=uncounted")
    assert "Nobody fits" in text_of(admin, "/acme/people/?state=counted")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mail": "nobody"}, "mail"),
        ({"mail": "ADA@birch.example "}, "mail"),
        ({"name": ""}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"country": "XX"}, "country"),
        ({"role": "chef"}, "role"),
        ({"employment": "guest"}, "employment"),
        ({"begins": "yesterday"}, "begins"),
        ({"begins": "0001-01-01"}, "begins"),
        ({"begins": "9999-12-31"}, "begins"),
    ],
)
def test_form_says_what_is_wrong_where_it_was_typed(
    admin: Client, acme: VendorCast, ada: Person, changed: dict[str, str], field: str
) -> None:
    before = stored(acme)

    answer = admin.post("/acme/people/new/", {**TYPED, "mail": "new@birch.example", **changed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert stored(acme) == before


def test_another_post_ends_the_one_before_the_day_before(admin: Client, acme: VendorCast, ada: Person) -> None:
    page = f"/acme/people/{ada.pk}/"
    typed = TYPED | {"begins": "2026-02-01", "role": "support", "mail": "ada@birch.example"}

    assert admin.post(f"{page}post/", typed).status_code == 302
    again = admin.post(f"{page}post/", typed)

    assert again.status_code == 422
    assert "begins" in again.context["form"].errors
    assert stored(acme)[1] == [("sales", date(2024, 1, 1), date(2026, 2, 1)), ("support", date(2026, 2, 1), None)]


@pytest.mark.rule("G-REQ-07")
def test_leaver_ends_once_and_only_earlier_days_change_that(admin: Client, acme: VendorCast, ada: Person) -> None:
    page = f"/acme/people/{ada.pk}/leaving/"
    answers = [
        admin.post(page, {"last_day": day}).status_code
        for day in ("2023-12-31", "2026-08-31", "2026-09-30", "2026-07-31", "x")
    ]

    assert answers == [422, 302, 422, 302, 422]
    assert stored(acme)[1] == [("sales", date(2024, 1, 1), date(2026, 8, 1))]
    assert "Left" in text_of(admin, f"/acme/people/{ada.pk}/")
    assert "Person 1" in text_of(admin, "/acme/people/?state=left")


@pytest.mark.rule("G-REQ-09")
def test_partner_books_today_and_only_the_vendor_knows_of_earlier_days(
    admin: Client, manager: Client, acme: VendorCast, ada: Person
) -> None:
    page, today = f"/acme/people/{ada.pk}/exam/", today_of(acme)
    typed = {"code": "GCP8-CIV", "booked_on": today, "exam_on": today + timedelta(days=90)}
    early = typed | {"booked_on": today - timedelta(days=80)}

    backdated = admin.post(page, early)
    booked = [
        client.post(page, body).status_code for client, body in ((admin, typed), (admin, typed), (manager, early))
    ]
    ahead = manager.post(page, typed | {"booked_on": today + timedelta(days=1)})
    before = manager.post(page, early | {"code": "GCP8-CVP", "exam_on": today - timedelta(days=81)})

    assert backdated.status_code == 422
    assert "booked_on" in backdated.context["form"].errors
    assert booked == [302, 422, 302]
    assert ("booked_on" in ahead.context["form"].errors, "exam_on" in before.context["form"].errors) == (True, True)
    with at_work(acme):
        days = list(ExamBooking.objects.order_by("booked_on").values_list("booked_on", flat=True))
    assert days == [today - timedelta(days=80), today]


@pytest.mark.rule("G-REQ-08")
def test_certificate_is_the_academys_word_and_is_withdrawn_once(
    admin: Client, manager: Client, acme: VendorCast, ada: Person
) -> None:
    page, today = f"/acme/people/{ada.pk}/certificate/", today_of(acme)
    typed = {"code": "GCP8-CIV", "issued_on": today - timedelta(days=30), "expires_on": "", "external_id": "C-1"}

    assert admin.post(page, typed).status_code == 403
    assert manager.post(page, typed | {"expires_on": today + timedelta(days=4_000)}).status_code == 422
    assert manager.post(page, typed | {"issued_on": today + timedelta(days=1)}).status_code == 422
    assert [manager.post(page, typed).status_code for _ in range(2)] == [302, 422]
    with at_work(acme):
        row = Certificate.objects.get()
    assert "Active" in text_of(admin, f"/acme/people/{ada.pk}/")

    away = f"/acme/certificates/{row.pk}/withdrawal/"
    assert admin.post(away, {"ended_on": today, "reason": "no"}).status_code == 403
    assert manager.post(away, {"ended_on": today, "reason": ""}).status_code == 422
    assert manager.post(away, {"ended_on": today + timedelta(days=1), "reason": "x"}).status_code == 422
    assert [manager.post(away, {"ended_on": today, "reason": "cheated"}).status_code for _ in range(2)] == [302, 422]
    assert "Withdrawn" in text_of(admin, f"/acme/people/{ada.pk}/")


def test_rival_is_told_nothing_and_sales_only_looks(acme: VendorCast, ada: Person) -> None:
    rival, sales = signed_in(acme, "partner_admin2"), signed_in(acme, "partner_sales1")
    page = f"/acme/people/{ada.pk}/"

    assert [rival.get(page).status_code, rival.post(f"{page}leaving/", {"last_day": "2026-01-01"}).status_code] == [
        404,
        404,
    ]
    assert "Person 1" not in text_of(rival, "/acme/people/")
    assert [sales.get(page).status_code, sales.post(f"{page}leaving/", {"last_day": "2026-01-01"}).status_code] == [
        200,
        403,
    ]
    assert stored(acme)[1] == [("sales", date(2024, 1, 1), None)]


@pytest.mark.rule("X-10")
def test_partner_cannot_put_somebody_into_another_company(admin: Client, acme: VendorCast, staff: Staff) -> None:
    admin.post("/acme/people/new/", TYPED | {"partner": str(acme.partners[1])})

    with at_work(acme):
        assert list(Person.objects.values_list("partner_id", flat=True)) == [acme.partners[0]]


def test_manager_sees_everybody_and_filters(manager: Client, acme: VendorCast, ada: Person, staff: Staff) -> None:
    with at_work(acme):
        staff.certify(ada, issued=today_of(acme) - timedelta(days=700))
    other = {**TYPED, "mail": "bo@birch.example", "name": "Bo Reed", "partner": str(acme.partners[1])}
    assert manager.post("/acme/people/new/", other).status_code == 302

    assert "Bo Reed" in text_of(manager, "/acme/people/")
    ending = text_of(manager, "/acme/people/?certificates=ending")
    assert ("Person 1" in ending, "Bo Reed" in ending) == (True, False)
    assert "Person 1" in text_of(manager, "/acme/people/?code=gcp8-civ")
    none = text_of(manager, f"/acme/people/?certificates=none&partner={acme.partners[1]}")
    assert ("Person 1" in none, "Bo Reed" in none) == (False, True)


def test_post_begins_as_far_ahead_as_a_program_says_and_no_day_later(
    admin: Client, acme: VendorCast, staff: Staff
) -> None:
    with at_work(acme):
        furthest = furthest_day(vendor_today(timezone.now()))
    typed = [TYPED | {"begins": day} for day in (furthest + timedelta(days=1), furthest)]
    answers = [admin.post("/acme/people/new/", one) for one in typed]

    assert [answer.status_code for answer in answers] == [422, 302]
    assert "begins" in answers[0].context["form"].errors


def test_more_people_than_one_page_are_listed_on_several(manager: Client, acme: VendorCast, staff: Staff) -> None:
    with at_work(acme):
        for number in range(51):
            staff.hire(mail=f"crowd{number}@birch.example")
    first = manager.get("/acme/people/")
    rest = manager.get(f"/acme/people/?after={first.context['page'].older}")

    names = [[row.post.person.name for row in page.context["rows"]] for page in (first, rest)]
    assert len(names[0]) == 50
    assert names[0] + names[1] == sorted(names[0] + names[1])
    assert len(set(names[0] + names[1])) == len(names[0] + names[1]) >= 51
