"""The rate of an agreement: asked by one person, confirmed by another, dated, and what happens without (F-COM-02)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commissions.models import Earning, PayoutRun, Rate, RunException
from commissions.queries.rates import rated_agreements, with_rates
from commissions.services.rates import ask_for_rate
from commissions.services.runs import calculate_again, calculate_now
from partners.models import Agreement, SignedAgreement
from partners.services.agreements.papers import Deviation, add_deviation
from portal.accounts.actor import Actor
from portal.accounts.identify import member_of
from portal.accounts.models import Membership, User
from portal.approvals.models import Approval
from portal.approvals.services import decide
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as, bare
from tests.cast import look_up, mail_of
from tests.commissions.sales_world import NOW, Sales, begin_sales
from tests.leads.desk import actor_of
from tests.partners import signing
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sales(db: None) -> Iterator[Sales]:
    with acting_as(Role.STAFF, vendor=look_up("acme").id):
        yield begin_sales()


@pytest.fixture
def agreement(sales: Sales) -> Agreement:
    found: Agreement = Agreement.objects.get(partner_id=sales.cast.partners[0], program_id=sales.cast.program)
    return found


@pytest.fixture
def finance(sales: Sales) -> Actor:
    return actor_of(sales.cast, "finance")


@pytest.fixture
def second(sales: Sales) -> Actor:
    """Another person of finance."""
    with bare():
        user = User.objects.create_user("fay@acme.example", name="Fay Finch")
    Membership.objects.create(user=user, role="finance", name="Fay Finch", email="fay@acme.example")
    with bare():
        found = member_of(user.pk, sales.cast.id)
    assert found is not None
    return found


def asked(agreement: Agreement, by: Actor, percent: str = "20", begins: date | None = None) -> Approval:
    day = begins or agreement.period.lower
    return ask_for_rate(agreement, percent=Decimal(percent), begins=day, reason="Paragraph 4", by=by)


def confirm(approval: Approval, by: Actor) -> None:
    decide(approval, approve=True, by=by, reason="", at=NOW)


@pytest.mark.rule("F-COM-02", "X-04")
def test_without_a_rate_a_line_is_held_by_name_until_two_persons_set_one(
    sales: Sales, agreement: Agreement, finance: Actor, second: Actor
) -> None:
    sales.sale(agreement.partner_id, 1_000)
    run = sales.run()
    before = (RunException.objects.get().reason, Earning.objects.count())

    approval = asked(agreement, finance, "12.5")
    with pytest.raises(Refusal, match="second person"):
        confirm(approval, finance)
    with pytest.raises(PermissionDenied):
        confirm(approval, actor_of(sales.cast, "program_admin"))
    assert not Rate.objects.exists(), "asking changes nothing"
    confirm(approval, second)
    calculate_again(run, by=finance, reason="The rate is known now")
    calculate_now(run, now=NOW)

    assert before == ("missing_rate", 0)
    assert Earning.objects.get().amount_minor == 125
    assert not RunException.objects.exists()


@pytest.mark.rule("F-COM-02", "X-05")
def test_new_rate_ends_the_one_before_and_overwrites_none(agreement: Agreement, finance: Actor, second: Actor) -> None:
    confirm(asked(agreement, finance, "20"), second)
    confirm(asked(agreement, finance, "25", date(2026, 12, 1)), second)

    found = [
        (rate.rate, rate.period.lower, rate.period.upper, rate.recorded_by_id)
        for rate in with_rates([agreement])[0].rates
    ]
    assert found == [
        (Decimal("0.25"), date(2026, 12, 1), None, finance.membership_id),
        (Decimal("0.20"), agreement.period.lower, date(2026, 12, 1), finance.membership_id),
    ]


@pytest.mark.parametrize(
    ("percent", "begins", "field"),
    [("0", None, "percent"), ("100.1", None, "percent"), ("20", date(1999, 1, 1), "begins")],
)
def test_rate_that_cannot_be_is_refused_at_its_field(
    agreement: Agreement, finance: Actor, percent: str, begins: date | None, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        asked(agreement, finance, percent, begins)
    assert refused.value.field == field


def test_rate_asked_twice_waits_once(agreement: Agreement, finance: Actor) -> None:
    asked(agreement, finance)
    with pytest.raises(Conflict):
        asked(agreement, finance, "30")


@pytest.mark.rule("X-05")
def test_rate_does_not_begin_where_sales_earned_by_another(
    sales: Sales, agreement: Agreement, finance: Actor, second: Actor
) -> None:
    """Even when the sale earned after the question was asked."""
    confirm(asked(agreement, finance), second)
    later = asked(agreement, finance, "30", date(2026, 10, 1))
    sales.sale(agreement.partner_id, 1_000, date(2026, 10, 5))
    sales.run()

    with pytest.raises(Refusal, match="earned by the rate before"):
        confirm(later, second)
    with pytest.raises(Refusal, match="begins on"):
        asked(agreement, finance, "30")

    assert Rate.objects.count() == 1


def test_rate_does_not_change_under_a_run(sales: Sales, agreement: Agreement, finance: Actor, second: Actor) -> None:
    run = sales.run()
    approval = asked(agreement, finance)
    PayoutRun.objects.filter(pk=run.pk).update(state=PayoutRun.State.CALCULATING)

    with pytest.raises(Conflict, match="being calculated"):
        confirm(approval, second)


def signed_in(person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of("acme", person)))
    return client


def test_confirming_needs_a_person_who_proved_a_moment_ago_who_they_are(
    sales: Sales, agreement: Agreement, finance: Actor, second: Actor
) -> None:
    waiting = asked(agreement, second)
    page = f"/acme/approvals/{waiting.pk}/"
    answer = {"decision": "approve", "reason": ""}
    with bare():
        stale = signed_in("finance")
        asks = [stale.get(page), stale.post(f"{page}decision/", answer)]
    assert not Rate.objects.filter(agreement=agreement).exists()
    with pytest.raises(Refusal) as by_key, transaction.atomic():
        confirm(waiting, replace(finance, key_id=1))
    with bare():
        fresh = sign_in(Client(), sales.cast, "finance", fresh=True)
        shown, done = fresh.get(page).content.decode(), fresh.post(f"{page}decision/", answer)

    assert ["/accounts/reauthenticate/" in one.headers["Location"] for one in asks] == [True, True]
    assert by_key.value.code == "needs-a-person"
    assert "decision-choice" in shown
    assert done.status_code == 302
    assert Rate.objects.filter(agreement=agreement).count() == 1


def test_stopped_line_leads_whoever_asks_for_rates_to_the_form(sales: Sales, agreement: Agreement) -> None:
    sales.sale(agreement.partner_id, 1000)
    run = sales.run()
    form = f'href="/acme/commission-agreements/{agreement.pk}/rate/"'
    with bare():
        finance, admin = (
            signed_in(person).get(f"/acme/commissions/runs/{run.period}/").content.decode()
            for person in ("finance", "program_admin")
        )

    assert finance.count("/commission-agreements/") == 1
    assert form in finance
    assert "missing_rate" in admin
    assert form not in admin


def test_page_asks_and_the_partner_reads_its_own(
    sales: Sales, agreement: Agreement, finance: Actor, second: Actor
) -> None:
    path, partner = f"/acme/commission-agreements/{agreement.pk}/rate/", f"/acme/partners/{agreement.partner_id}/"
    typed: dict[str, Any] = {"percent": "15", "begins": agreement.period.lower.isoformat(), "reason": "Paragraph 4"}
    with bare():
        person = signed_in("finance")
        empty = person.get(partner).content.decode()
        wrong = person.post(path, typed | {"percent": "120"})
        done = person.post(path, typed, follow=True).content.decode()
        again = person.get(path).content.decode()
        kept_out = [signed_in(one).get(path).status_code for one in ("channel_manager", "partner_admin1")]
    confirm(Approval.objects.get(state="open"), second)
    with bare():
        own = signed_in("partner_finance1").get("/acme/company/").content.decode()
        others = signed_in("partner_finance2").get("/acme/company/").content.decode()

    assert "No rate yet: its sales earn nothing until there is one." in empty
    assert wrong.status_code == 422
    assert "Waits for a second person: 15 %" in done
    assert "A rate waits for a second person already." in again
    assert kept_out == [403, 403]
    assert "15 %" in own
    assert "15 %" not in others


def test_machine_asks_and_reads(sales: Sales, agreement: Agreement, second: Actor) -> None:
    client = Client(headers={"Authorization": f"Bearer {sales.cast.key('finance')}"})
    body = {"percent": "12.5", "begins": agreement.period.lower.isoformat(), "reason": "Paragraph 4"}
    with bare():
        answer = client.post(
            f"/api/v1/acme/commission-agreements/{agreement.pk}/rate/",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": "first"},
        )
    confirm(Approval.objects.get(state="open"), second)
    with bare():
        listed = client.get("/api/v1/acme/commission-agreements/").json()

    assert answer.json()["is_waiting"] is True
    (found,) = [one for one in listed["results"] if one["id"] == agreement.pk]
    assert [rate["percent"] for rate in found["rates"]] == ["12.5"]


def test_list_for_machines_asks_a_fixed_number_of_questions(
    sales: Sales, agreement: Agreement, finance: Actor, second: Actor
) -> None:
    confirm(asked(agreement, finance), second)
    asked(agreement, finance, begins=agreement.period.lower + timedelta(days=40))
    agreements = list(Agreement.objects.order_by("pk"))

    with CaptureQueriesContext(connection) as questions:
        found = with_rates(agreements)

    assert len(agreements) > 1
    assert len(questions) == 2
    assert [(one.is_waiting, len(one.rates)) for one in found if one.agreement == agreement] == [(True, 1)]
    assert not any(one.is_waiting or one.rates for one in found if one.agreement != agreement)


def test_nobody_without_the_right_lists_rates(sales: Sales) -> None:
    assert not rated_agreements(actor_of(sales.cast, "partner_sales", 1)).exists()


@pytest.mark.rule("G-GEN-05", "F-COM-02")
def test_form_begins_with_what_the_signed_paper_names(sales: Sales, finance: Actor) -> None:
    admin = actor_of(sales.cast, "program_admin")
    program = signing.program_of("partner-program")
    signing.publish(program, "partnership", by=admin)
    admission = signing.admit(signing.waiting_partner(), program, "SOLUTIONS")
    paper = SignedAgreement.objects.get(admission=admission, text__key="partnership")
    agreed = Deviation("F-COM-01", "rate", "as recorded", "17,5 % of net sales", "Negotiated.", subject="rate")
    add_deviation(paper.pk, deviation=agreed, by=admin, at=signing.NOW)
    signing.sign(paper, signing.admin_of(paper.partner, sales.cast))
    signing.sign(paper, admin)

    agreement = Agreement.objects.get(partner=paper.partner)
    with bare():
        page = signed_in("finance").get(f"/acme/commission-agreements/{agreement.pk}/rate/").content.decode()

    assert 'value="17.5"' in page
    assert f'value="{agreement.period.lower.isoformat()}"' in page
