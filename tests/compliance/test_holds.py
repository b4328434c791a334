"""A confirmed match on a partner holds it the same minute, and two persons lift it."""

import pytest
from django.test import Client

from commissions.payout_gates import reasons_of_gates
from compliance.models import Case, HoldGround, PartnerHold
from compliance.queries.cases import hits_of
from compliance.queries.guides import case_days, sections_of_vendor
from compliance.queries.holds import running_hold_of
from compliance.services.hits import rule_on_hits
from compliance.services.holds import ask_to_lift
from compliance.services.nightly import screen_case, screen_partners
from compliance.states import Ruling
from leads.services.decisions import ask_reregistration
from partners.holds import NEUTRAL, held_partners, hold_on, refuse_while_held
from partners.models import Application, CompanyFact, PartnerExecutive
from portal.accounts.models import User
from portal.approvals.services import decide
from portal.problems import Conflict, Refusal
from portal.shell.queries import cards_of
from portal.tenancy.policies import access_of
from tests.cast import mail_of
from tests.compliance.world import CLEAN, ENTRIES, NOW, SINCE, WANTED, Office, load
from tests.leads.desk import DAY, OUTBOUND, Desk, as_actor, customer
from tests.sign_in import sign_in


@pytest.fixture
def held(office: Office) -> Case:
    return confirm_match(office)


def confirm_match(office: Office) -> Case:
    """The first partner of the cast, found by the nightly screening and confirmed."""
    load(*ENTRIES)
    partner = office.vendor.partners[0]
    with office.at_work():
        PartnerExecutive.objects.create(partner_id=partner, name=WANTED, role="CEO", country="DE", period=SINCE)
        screen_partners(after=0, most=100, at=NOW)
        case: Case = Case.objects.get(partner_id=partner)
        (hit,) = hits_of(case)
    officer = office.officer
    with office.at_work():
        rule_on_hits(
            case_id=case.pk,
            hit_ids=[hit.hit.pk],
            ruling=Ruling.TRUE_MATCH,
            reason="The same number",
            by=officer,
            at=NOW,
        )
    return case


def lift(office: Office, case: Case) -> None:
    """By two persons."""
    officer, second = office.officer, office.second_officer()
    with office.at_work():
        decide(
            ask_to_lift(case_id=case.pk, reason="Delisted today", by=officer, at=NOW),
            approve=True, by=second, reason="", at=NOW,
        )  # fmt: skip


def test_confirmed_match_stops_leads_payouts_and_agreements_the_same_minute(
    office: Office, desk: Desk, held: Case
) -> None:
    first, second = office.vendor.partners
    with office.at_work():
        assert reasons_of_gates([first, second]) == {first: ["under_review"]}
        assert held_partners(NOW) == {first}
        with pytest.raises(Conflict):
            refuse_while_held(first, NOW)
    with pytest.raises(Conflict) as refused:
        desk.register(at=NOW)
    assert refused.value.code == "partner-held"
    assert desk.register(partner=1, at=NOW).partner_id == second


def test_lead_that_waits_is_not_approved_while_its_partner_is_held(office: Office, desk: Desk) -> None:
    lead = desk.register(source=OUTBOUND, at=NOW)
    lapsed = desk.register(customer("Ran Out"), at=NOW - 200 * DAY)
    with as_actor(desk.sales()) as actor:
        ask_reregistration(lead_id=lapsed.pk, by=actor, at=NOW)
    case = confirm_match(office)
    for waiting in (lead, lapsed):
        with pytest.raises(Conflict) as refused:
            desk.decide(waiting, at=NOW)
        assert refused.value.code == "partner-held"
    assert desk.read(lead).assignment == "pending"
    lift(office, case)
    assert desk.decide(lead, at=NOW).assignment == "assigned"


def test_lead_of_a_held_partner_can_still_be_declined(office: Office, desk: Desk) -> None:
    lead = desk.register(source=OUTBOUND, at=NOW)
    confirm_match(office)
    assert desk.decide(lead, approve=False, reason="No budget", at=NOW).assignment == "declined"


def test_case_of_a_partner_is_due_when_the_most_careful_program_says(office: Office, held: Case) -> None:
    with office.at_work():
        asked = [section.case_days.value for section in sections_of_vendor(NOW)]
        assert (held.due_at - held.opened_at).days == min(asked) == case_days(NOW)


def test_partner_reads_a_neutral_reason_and_no_ground(desk: Desk, held: Case) -> None:
    with as_actor(desk.sales()) as actor:
        assert actor.partner_id is not None
        hold = hold_on(actor.partner_id, NOW)
        assert hold is not None
        assert not any(word in str(hold.reason).lower() for word in ("match", "sanction", "hit", "list", "screen"))
    with as_actor(desk.sales(partner=1)):
        assert PartnerHold.objects.count() == 0
    assert "partner" not in access_of(HoldGround).verbs()


def test_home_of_a_held_partner_says_so_before_everything_else(desk: Desk, held: Case) -> None:
    with as_actor(desk.sales()) as actor:
        cards = cards_of(actor)
    with as_actor(desk.sales(partner=1)) as other:
        elsewhere = cards_of(other)

    assert str(cards[0].title) == "On hold"
    assert cards[0].line == NEUTRAL
    assert "On hold" not in [str(card.title) for card in elsewhere]


def test_two_persons_lift_a_hold(office: Office, desk: Desk, held: Case) -> None:
    officer, second = office.officer, office.second_officer()
    with office.at_work():
        with pytest.raises(Refusal):
            ask_to_lift(case_id=held.pk, reason=" ", by=officer, at=NOW)
        asked = ask_to_lift(case_id=held.pk, reason="Delisted today", by=officer, at=NOW)
        with pytest.raises(Conflict):
            ask_to_lift(case_id=held.pk, reason="Again", by=second, at=NOW)
        with pytest.raises(Refusal, match="second person"):
            decide(asked, approve=True, by=officer, reason="", at=NOW)
        assert held_partners(NOW) == {office.vendor.partners[0]}
        decide(asked, approve=True, by=second, reason="", at=NOW)
        assert held_partners(NOW) == frozenset()
        assert HoldGround.objects.count() == 1
    assert desk.register(at=NOW).partner_id == office.vendor.partners[0]


@pytest.mark.parametrize(("person", "reads"), [("compliance", True), ("channel_manager", False), ("finance", False)])
def test_why_a_hold_is_to_be_lifted_is_compliances_business_alone(
    office: Office, client: Client, held: Case, person: str, reads: bool
) -> None:
    with office.at_work():
        asked = ask_to_lift(case_id=held.pk, reason="Delisted today", by=office.officer, at=NOW)
    sign_in(client, office.vendor, person)

    page = client.get(f"/acme/approvals/{asked.pk}/")

    assert page.status_code == 200
    assert ("Delisted today" in page.content.decode()) is reads


def test_second_match_is_a_ground_of_the_same_hold(office: Office, held: Case) -> None:
    officer = office.officer
    with office.at_work():
        (hit,) = hits_of(held)
        rule_on_hits(
            case_id=held.pk, hit_ids=[hit.hit.pk], ruling=Ruling.TRUE_MATCH, reason="Another paper", by=officer, at=NOW
        )
        assert (PartnerHold.objects.count(), HoldGround.objects.count()) == (1, 2)


def test_case_page_tells_of_the_hold_and_what_was_paid(office: Office, held: Case) -> None:
    client = Client()
    client.force_login(User.objects.get(email=mail_of("acme", "compliance")))
    page = client.get(f"/acme/cases/{held.pk}/").content.decode()
    assert "The partner is held" in page
    assert "Nothing was paid since then" in page
    lifting = f"/acme/cases/{held.pk}/hold-lifting/"
    assert client.get(lifting).status_code == 200
    assert client.post(lifting, {"reason": ""}).status_code == 422
    assert client.post(lifting, {"reason": "Delisted today"}).status_code == 302
    assert "Waits for a second person" in client.get(f"/acme/cases/{held.pk}/").content.decode()


def confirm_application(office: Office, application: Application) -> Case:
    """Its only hit, confirmed in its own case."""
    case, officer = office.case_of(application), office.officer
    with office.at_work():
        screen_case(case.pk, at=NOW)
        (hit,) = hits_of(case)
        rule_on_hits(
            case_id=case.pk, hit_ids=[hit.hit.pk], ruling=Ruling.TRUE_MATCH, reason="Same passport", by=officer, at=NOW
        )
    return office.case_of(application)


@pytest.mark.rule("A-DD-04", "G-ETH-02", "X-10")
def test_match_confirmed_in_a_partners_second_application_holds_it_the_same_minute(office: Office) -> None:
    load(*ENTRIES)
    partner = office.partner("Larch Systems")
    with office.at_work():
        CompanyFact.objects.create(partner=partner, kind=CompanyFact.Kind.DOMAIN, value="larch.example", period=SINCE)
    second = office.apply("Larch Systems Holding", executives=(WANTED,), domain="larch.example")
    case = confirm_application(office, second)
    with office.at_work():
        assert held_partners(NOW) == {partner.pk}
        assert reasons_of_gates([partner.pk]) == {partner.pk: ["under_review"]}
        hold = running_hold_of(case)
        assert hold is not None
        assert hold.partner_id == partner.pk
        assert [ground.case_id for ground in HoldGround.objects.all()] == [case.pk]
    lift(office, case)
    with office.at_work():
        assert held_partners(NOW) == frozenset()


@pytest.mark.rule("G-ETH-02")
def test_ruling_that_is_remembered_for_a_partner_holds_it_since_the_night_would_ask_nobody(office: Office) -> None:
    partner = office.partner("Larch Systems", executives=(WANTED,))
    with office.at_work():
        screen_partners(after=0, most=100, at=NOW)
    load(*ENTRIES)
    confirm_application(office, office.apply(executives=(WANTED,)))
    with office.at_work():
        assert held_partners(NOW) == {partner.pk}
        screen_partners(after=0, most=100, at=NOW)
        assert not Case.objects.filter(partner=partner).exists()


def test_match_confirmed_on_a_stranger_holds_nobody(office: Office) -> None:
    load(*ENTRIES)
    office.partner("Larch Forests", executives=(CLEAN,))
    confirm_application(office, office.apply(executives=(WANTED,), domain="elsewhere.example"))
    with office.at_work():
        assert not PartnerHold.objects.exists()
