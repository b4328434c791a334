"""Yearly duties: due by the guide, told of once for each step, filed in versions, decided by the vendor's people alone."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from compliance.duty_rules import Asked, due_day, read_answers
from compliance.duty_states import DUTY_STATES
from compliance.models import Duty, DutyFiling, DutyMove
from compliance.queries.duties import duties_asked
from compliance.services.duties import feed_metrics, open_duties, remind
from partners.models import Enrolment
from portal.accounts.models import User
from portal.guides.models import Program
from portal.jobs.models import OutboxMessage
from tests.cast import VendorCast, mail_of
from tests.tiering.cards import enrol, shipped_program
from tests.tiering.staff import at_work
from tiering.models import Reading

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
ANSWERS = {
    "legal_name": "Birch Ltd", "country": "US", "owners_changed": "no", "executives": "Ada Stone", "officials": "no",
    "investigated": "no", "employees": "25",
}  # fmt: skip


@pytest.mark.rule("G-ETH-01")
@given(approved=DAYS, day=DAYS)
def test_form_is_due_on_the_last_day_of_a_year(approved: date, day: date) -> None:
    due = due_day("year_end", approved_on=approved, day=day)

    assert (due.month, due.day) == (12, 31)
    assert due.year == max(day, approved).year


@pytest.mark.rule("A-QST-01", "X-03")
@given(approved=DAYS, day=DAYS)
def test_questionnaire_is_due_on_the_next_anniversary(approved: date, day: date) -> None:
    due = due_day("anniversary", approved_on=approved, day=day)

    assert due >= day
    assert due.year > approved.year
    assert due.month == approved.month
    assert due.day == approved.day or (approved.month, approved.day, due.day) == (2, 29, 28)


def test_answers_to_what_is_not_asked_are_dropped() -> None:
    questions = [
        Asked("a", "yes"),
        Asked("b", "text", when=("a", "yes")),
        Asked("c", "number", when=("b", "x")),
        Asked("d", "day", required=False),
    ]

    assert read_answers(questions, {"a": "no", "b": "x", "c": "1", "other": "y"}) == ({"a": "no"}, {})
    assert read_answers(questions, {"a": "yes", "d": "soon"})[1] == {"b": "missing", "d": "no_day"}
    assert read_answers(questions, {"a": "perhaps"})[1] == {"a": "no_choice"}
    assert read_answers(questions, {"a": "yes", "b": "x\0"})[1] == {"b": "control_character"}
    assert read_answers(questions, {"a": "yes", "b": "x", "c": "٣"})[1] == {"c": "no_number"}


@pytest.fixture
def program(acme: VendorCast, db: None) -> Program:
    """Birch and Cedar in the shipped network, with what they owe in 2026."""
    with at_work(acme):
        made = shipped_program()
        for partner in acme.partners:
            enrol(made, partner)
        open_duties(made, day=NOW.date())
        return made


def duty_of(vendor: VendorCast, key: str = "profile", partner: int = 0) -> Duty:
    with at_work(vendor):
        found: Duty = Duty.objects.get(partner_id=vendor.partners[partner], key=key)
        return found


def signed_in(vendor: VendorCast, person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor.slug, person)))
    return client


@pytest.mark.rule("G-ETH-01", "G-ETH-03")
def test_duties_open_once_for_each_year(acme: VendorCast, program: Program) -> None:
    with at_work(acme):
        again = open_duties(program, day=date(2026, 12, 31))
        next_year = open_duties(program, day=date(2027, 1, 1))
        owed = set(Duty.objects.values_list("partner", "key", "due_on"))

    assert (again, next_year) == (0, 4)
    assert owed == {
        (partner, key, date(year, 12, 31))
        for partner in acme.partners
        for key in ("profile", "conduct")
        for year in (2026, 2027)
    }


@pytest.mark.rule("A-QST-01")
def test_questionnaire_opens_a_year_after_enrolment(acme: VendorCast, db: None) -> None:
    with at_work(acme):
        made = shipped_program("appfoundry")
        Enrolment.objects.create(
            partner_id=acme.partners[0], program=made, category="ISV", period=DateRange(date(2025, 3, 15), None)
        )
        open_duties(made, day=date(2026, 1, 10))

        assert list(Duty.objects.values_list("key", "due_on")) == [("questionnaire", date(2026, 3, 15))]


@pytest.mark.rule("G-ETH-01")
def test_each_reminder_is_given_once(acme: VendorCast, program: Program) -> None:
    User.objects.filter(pk=acme.user("partner_admin")).update(language="es")
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2), date(2026, 12, 1), date(2026, 12, 24), date(2026, 12, 31),
            date(2027, 1, 1), date(2027, 1, 2)]  # fmt: skip
    told = []
    for day in days:
        duty = duty_of(acme)
        with at_work(acme):
            told.append(remind(duty, duties_asked(program.pk, day)["profile"].asked, day=day))
    with at_work(acme):
        mails = list(OutboxMessage.objects.filter(template="compliance/duty_due"))
        asked = duties_asked(program.pk, days[0])["profile"].asked

    assert told == [False, True, False, True, True, False, True, False]
    assert [(mail.language, mail.context["name"]) for mail in mails] == [("es", asked.name.es)] * 4


@pytest.mark.rule("G-ETH-01")
def test_form_is_kept_filed_given_back_filed_again_and_done(acme: VendorCast, program: Program) -> None:
    admin, officer = signed_in(acme, "partner_admin1"), signed_in(acme, "compliance")
    page = f"/acme/duties/{duty_of(acme).pk}/"

    assert admin.post(f"{page}draft/", {"legal_name": "Bir", "nobody": "asks"}).status_code == 204
    assert duty_of(acme).typed == {"legal_name": "Bir"}
    assert "Bir" in admin.get(page).content.decode()
    partly = admin.post(f"{page}filing/", ANSWERS | {"owners_changed": "yes", "employees": "many"})
    assert partly.status_code == 422
    assert set(partly.context["form"].errors) == {"owners", "employees"}
    assert duty_of(acme).typed["employees"] == "many"
    assert admin.post(f"{page}filing/", ANSWERS).status_code == 302
    assert admin.post(f"{page}filing/", ANSWERS).status_code == 302
    assert admin.post(f"{page}decision/", {"decision": "done"}).status_code == 403
    assert officer.post(f"{page}decision/", {"decision": "returned", "reason": ""}).status_code == 422
    assert officer.post(f"{page}decision/", {"decision": "returned", "reason": "Name all owners."}).status_code == 302
    given_back = admin.get(page)
    assert "Name all owners." in given_back.content.decode()
    assert [move["who"] for move in given_back.context["transitions"]] == ["Acme", "Acme partner_admin1"]
    assert next(one["term"] for one in given_back.context["filings"][0]["answers"]) == "Legal name of the company"
    assert admin.post(f"{page}filing/", ANSWERS | {"employees": "30"}).status_code == 302
    assert officer.post(f"{page}decision/", {"decision": "done"}).status_code == 302
    assert officer.post(f"{page}decision/", {"decision": "returned", "reason": "too late"}).status_code == 422
    with at_work(acme):
        filings = list(DutyFiling.objects.order_by("number").values_list("number", "answers__employees"))
        moves = list(DutyMove.objects.order_by("id").values_list("before", "after"))
        reading = Reading.objects.get(metric="profile_form")
    assert filings == [(1, "25"), (2, "30")]
    assert moves == [("open", "filed"), ("filed", "returned"), ("returned", "filed"), ("filed", "done")]
    assert (reading.flag, reading.partner_id, reading.period.lower.year) == (
        True,
        acme.partners[0],
        duty_of(acme).due_on.year,
    )


@pytest.mark.rule("G-ETH-03", "G-REQ-21")
def test_accepted_code_is_a_yes_of_its_year_for_both_lines_that_ask_it(acme: VendorCast, program: Program) -> None:
    duty = duty_of(acme, "conduct")
    answers = {"accepts": "accepted", "accepted_by": "Ada Stone, CEO"}
    assert signed_in(acme, "partner_admin1").post(f"/acme/duties/{duty.pk}/filing/", answers).status_code == 302
    duty = duty_of(acme, "conduct")
    with at_work(acme):
        fed = [feed_metrics(duty, at=NOW), feed_metrics(duty, at=NOW)]
        rows = set(Reading.objects.values_list("metric", "flag", "partner"))

    assert (duty.state, fed) == ("done", [2, 0])
    assert rows == {(metric, True, acme.partners[0]) for metric in ("code_of_conduct", "code_of_ethics")}


def test_partner_finds_its_duties_from_home(acme: VendorCast, program: Program) -> None:
    admin, officer = signed_in(acme, "partner_admin1"), signed_in(acme, "compliance")

    home = admin.get("/acme/home/").content.decode()

    assert "forms of the year wait for you" in home
    assert f"/acme/duties/{duty_of(acme).pk}/" in home
    assert f"/acme/duties/{duty_of(acme, partner=1).pk}/" not in home
    assert "forms of the year wait for you" not in officer.get("/acme/home/").content.decode()


def test_rival_is_told_nothing_and_sales_only_looks(acme: VendorCast, program: Program) -> None:
    rival, sales = signed_in(acme, "partner_admin2"), signed_in(acme, "partner_sales1")
    page = f"/acme/duties/{duty_of(acme).pk}/"

    assert [rival.get(page).status_code, rival.post(f"{page}filing/", ANSWERS).status_code] == [404, 404]
    assert [sales.get(page).status_code, sales.post(f"{page}filing/", ANSWERS).status_code] == [200, 403]
    assert duty_of(acme).state == "open"


@pytest.mark.rule("G-ETH-01")
def test_database_repeats_the_table_and_wants_the_move_written_down(acme: VendorCast, program: Program) -> None:
    duty = duty_of(acme)
    with at_work(acme):
        for state in ("done", "excused", "filed"):
            with pytest.raises(IntegrityError), transaction.atomic():
                Duty.objects.filter(pk=duty.pk).update(state=state, filed_at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Duty.objects.filter(pk=duty.pk).update(due_on=date(2030, 1, 1))
        DutyMove.objects.create(duty=duty, partner_id=duty.partner_id, before="open", after="filed", at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Duty.objects.filter(pk=duty.pk).update(state="filed", filed_at=NOW)


def test_pairs_of_the_database_are_those_of_the_table() -> None:
    import re

    from portal.embedded.places import ROOT

    sql = (ROOT / "compliance/sql/duty_states.sql").read_text()
    pairs = set(re.findall(r"\('(\w+)', '(\w+)'\)", sql))

    assert pairs == {(before.value, after.value) for before, to in DUTY_STATES.transitions.items() for after in to}
