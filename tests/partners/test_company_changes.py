"""Owners, executives and papers of a partner, changed while it is one: by whom, since when, and what is refused."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import CompanyFact, Enrolment, EnrolmentManager, Partner, PartnerExecutive, PartnerOwner
from partners.queries.applications import partner_of_company
from partners.queries.company import owners_of_partner
from partners.queries.people import vendor_today
from partners.rules.shares import Held, most_held
from partners.rules.tax_ids import plain_tax_id
from partners.services.company.facts import change_fact
from partners.services.company.principals import add_owner, change_share, end_owner
from portal.accounts.models import User
from portal.approvals.models import Approval
from portal.approvals.services import withdraw
from portal.audit.models import AuditRecord
from portal.jobs.models import OutboxMessage
from portal.problems import Conflict, Refusal
from tests.cast import VendorCast, look_up, mail_of
from tests.conftest import FreshDatabase
from tests.leads.test_api import Machine
from tests.leads.test_races import together
from tests.partners.test_people_pages import text_of
from tests.tiering.staff import actor, at_work

NOW = timezone.now()
PERSON: dict[str, Any] = {"kind": "person", "name": "Olga Ownersen", "country": "US", "birth_date": None}
TYPED = PERSON | {"birth_date": "", "share": "60", "begins": "2025-03-01"}


def signed_in(person: str, vendor: str = "acme") -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor, person)))
    return client


@pytest.fixture
def birch(acme: VendorCast, db: None) -> Partner:
    """The first partner."""
    with at_work(acme):
        found: Partner = Partner.objects.get(pk=acme.partners[0])
        return found


@pytest.fixture
def desk(acme: VendorCast, birch: Partner) -> Iterator[None]:
    """Staff at work."""
    with at_work(acme):
        yield


def own(
    partner: Partner, vendor: VendorCast, share: str, begins: date = date(2025, 3, 1), **other: Any
) -> PartnerOwner:
    typed = PERSON | other
    return add_owner(partner, **typed, share=Decimal(share), begins=begins, by=actor(vendor), at=NOW)


def test_most_held_is_of_one_day() -> None:
    first, second = date(2025, 1, 1), date(2025, 6, 1)
    shares = [Held(first, second, Decimal(70)), Held(second, None, Decimal(40))]

    assert most_held(shares, since=first) == 70
    assert most_held(shares, since=second) == 40
    assert most_held([*shares, Held(first, None, Decimal("0.01"))], since=first) == Decimal("70.01")
    assert most_held([], since=first) == 0


def test_shares_stand_as_of_any_day(desk: None, birch: Partner, acme: VendorCast) -> None:
    by = actor(acme)
    owner = own(birch, acme, "60")
    changed = change_share(owner, share=Decimal("5.5"), begins=date(2025, 7, 1), by=by, at=NOW)
    end_owner(changed, ends=date(2025, 9, 1), by=by, at=NOW)

    held = {day: [one.share for one in owners_of_partner(birch, day)] for day in (
        date(2025, 2, 28), date(2025, 3, 1), date(2025, 6, 30), date(2025, 7, 1), date(2025, 8, 31), date(2025, 9, 1)
    )}  # fmt: skip
    assert list(held.values()) == [[], [60], [60], [Decimal("5.5")], [Decimal("5.5")], []]
    kinds = AuditRecord.objects.filter(partner_id=birch.pk, kind__startswith="company.").order_by("id")
    assert [one.kind for one in kinds] == ["company.owner_added", "company.share_changed", "company.owner_ended"]
    assert not any("Olga" in str(one.detail) for one in kinds)


def test_owners_together_never_pass_the_whole_on_any_day(desk: None, birch: Partner, acme: VendorCast) -> None:
    own(birch, acme, "60", begins=date(2025, 6, 1))
    with pytest.raises(Refusal, match="more than the whole"):
        own(birch, acme, "40.01", name="Other", begins=date(2025, 1, 1))
    other = own(birch, acme, "40", name="Other", begins=date(2025, 1, 1))
    with pytest.raises(Refusal, match="more than the whole"):
        change_share(other, share=Decimal(41), begins=date(2025, 2, 1), by=actor(acme), at=NOW)
    with pytest.raises(Refusal, match="more than nothing"):
        change_share(other, share=Decimal(0), begins=date(2025, 2, 1), by=actor(acme), at=NOW)
    with pytest.raises(Refusal, match="recorded already"):
        own(birch, acme, "1", name=" other ", begins=date(2025, 2, 1))


def test_two_shares_at_one_instant_do_not_pass_the_whole(fresh_database: FreshDatabase) -> None:
    acme = look_up("acme")

    def add(name: str) -> PartnerOwner:
        with at_work(acme):
            return own(Partner.objects.get(pk=acme.partners[0]), acme, "60", name=name)

    answers = together(lambda: add("One"), lambda: add("Two"))

    assert sorted(type(answer).__name__ for answer in answers) == ["PartnerOwner", "Refusal"], answers


def test_days_are_refused_that_cannot_be(desk: None, birch: Partner, acme: VendorCast) -> None:
    by, tomorrow = actor(acme), vendor_today(NOW) + timedelta(days=1)
    owner = own(birch, acme, "60")
    with pytest.raises(Refusal, match="up to today"):
        own(birch, acme, "1", name="Other", begins=tomorrow)
    with pytest.raises(Refusal, match="began on"):
        change_share(owner, share=Decimal(1), begins=date(2025, 3, 1), by=by, at=NOW)
    with pytest.raises(Refusal, match="later day"):
        end_owner(owner, ends=date(2025, 3, 1), by=by, at=NOW)
    end_owner(owner, ends=date(2025, 4, 1), by=by, at=NOW)
    with pytest.raises(Conflict):
        end_owner(owner, ends=date(2025, 5, 1), by=by, at=NOW)
    with pytest.raises(Conflict):
        change_share(owner, share=Decimal(2), begins=date(2025, 5, 1), by=by, at=NOW)
    Partner.objects.filter(pk=birch.pk).update(state="terminated")
    with pytest.raises(Conflict):
        own(birch, acme, "1", name="Other")


@pytest.mark.rule("A-EML-01")
def test_papers_end_what_papers_said(desk: None, birch: Partner, acme: VendorCast) -> None:
    by, day = actor(acme), date(2025, 3, 1)

    def say(kind: str, value: str, begins: date = day) -> None:
        change_fact(birch, kind=kind, value=value, begins=begins, by=by, at=NOW)

    say("legal_name", "Birch & Sons Ltd")
    say("domain", "Mail.Birch.example")
    say("trade_name", "Birchwood")
    say("trade_name", "", date(2025, 5, 1))
    facts = CompanyFact.objects.filter(partner=birch).order_by("period")
    names = [(one.value, one.period.lower, one.period.upper) for one in facts.filter(kind="legal_name")]

    say("tax_id", "de 123-456.7")

    assert names == [("Birch Ltd", date(2024, 1, 1), day), ("Birch & Sons Ltd", day, None)]
    assert partner_of_company(domain="", tax_id=plain_tax_id("DE1234567")) == birch
    assert facts.get(kind="domain").value == "birch.example"
    assert facts.get(kind="trade_name").period.upper == date(2025, 5, 1)
    for kind, value, why in (
        ("legal_name", " ", "has one"), ("country", "XX", "two letters"), ("domain", "gmail.com", "mail service"),
        ("domain", "nonsense", "mail domain"), ("legal_name", "Birch & Sons Ltd", "what is recorded"),
        ("legal_name", "B" * 161, "160 characters"), ("tax_id", "7" * 41, "40 characters"),
        ("tax_id", " - ", "letters or digits"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=why):
            say(kind, value, date(2025, 6, 1))
    cedar = Partner.objects.get(pk=acme.partners[1])
    with pytest.raises(Refusal, match="Birch"):
        change_fact(cedar, kind="domain", value="birch.example", begins=day, by=by, at=NOW)


@pytest.mark.rule("X-06")
def test_partners_own_change_waits_for_a_channel_manager(acme: VendorCast, db: None) -> None:
    admin, manager = signed_in("partner_admin1"), signed_in("channel_manager")
    path = f"/acme/partners/{acme.partners[0]}/owner/"

    assert admin.post(path, TYPED | {"share": "101"}).status_code == 422
    assert admin.post(path, TYPED).headers["Location"] == "/acme/company/"
    with at_work(acme):
        assert not PartnerOwner.objects.exists()
        asked = Approval.objects.get()
    assert f'/acme/approvals/{asked.pk}/">Add an owner</a>' in text_of(admin, "/acme/company/")
    assert admin.post(path, TYPED).status_code == 422, "it waits once"
    assert "Olga Ownersen" in text_of(manager, f"/acme/approvals/{asked.pk}/")
    decide = f"/acme/approvals/{asked.pk}/decision/"
    assert signed_in("finance").post(decide, {"decision": "approve"}).status_code in (403, 404)
    manager.post(f"/acme/approvals/{asked.pk}/decision/", {"decision": "approve", "reason": ""})

    with at_work(acme):
        (owner,) = PartnerOwner.objects.all()
        assert (owner.partner_id, owner.share, owner.period.lower) == (acme.partners[0], 60, date(2025, 3, 1))
        assert Approval.objects.get().detail == {}, "names stand where they can be erased"
    assert "Olga Ownersen" in text_of(admin, "/acme/company/")


@pytest.mark.rule("X-06")
def test_refused_change_changes_nothing(acme: VendorCast, db: None) -> None:
    admin = Machine(acme, "partner_admin")
    body = {"kind": "legal_name", "value": "Birch AG", "begins": "2025-03-01"}
    answer = admin.post(f"partners/{acme.partners[0]}/fact/", body)

    assert (answer.status_code, answer.json()["waiting"]) == (200, ["company.fact"])
    with at_work(acme):
        asked = Approval.objects.get()
    decision = {"decision": "refuse", "reason": "No paper came with it"}
    signed_in("channel_manager").post(f"/acme/approvals/{asked.pk}/decision/", decision)
    with at_work(acme):
        assert Approval.objects.get().state == "refused"
        assert not CompanyFact.objects.filter(value="Birch AG").exists()


@pytest.mark.rule("X-06")
def test_no_partner_reaches_anothers_company(birch: Partner, acme: VendorCast) -> None:
    with at_work(acme):
        owner = own(birch, acme, "60")
    rival, sales = signed_in("partner_admin2"), signed_in("partner_sales1")
    for path in (f"partners/{birch.pk}/owner/", f"owners/{owner.pk}/share/", f"owners/{owner.pk}/ending/"):
        for who in (rival, signed_in("channel_manager", "globex")):
            assert who.get(f"/{'acme' if who is rival else 'globex'}/{path}").status_code == 404
        assert sales.get(f"/acme/{path}").status_code in (403, 404)
    assert "Olga" not in text_of(rival, "/acme/company/")
    machine = Machine(acme, "partner_admin", 1)
    assert machine.get(f"partners/{birch.pk}/company/").status_code == 404
    assert machine.post(f"owners/{owner.pk}/ending/", {"ends": "2025-05-01"}).status_code == 404


def test_staff_key_writes_and_reads_as_of_a_day(acme: VendorCast, db: None) -> None:
    manager, partner = Machine(acme, "channel_manager"), acme.partners[0]
    made = manager.post(f"partners/{partner}/executive/", {
        "name": "Egon Executivesen", "role": "CEO", "country": "DE", "begins": "2025-03-01",
    }, key="e")  # fmt: skip
    manager.post(f"partners/{partner}/owner/", {**PERSON, "share": "25.00", "begins": "2025-03-01"}, key="o")
    executive = made.json()["executives"][0]["id"]
    gone = manager.post(f"executives/{executive}/resignation/", {"ends": "2025-06-01"}, key="r").json()

    assert (gone["executives"], [one["share"] for one in gone["owners"]]) == ([], ["25.00"])
    may = manager.get(f"partners/{partner}/company/", on="2025-05-31").json()
    assert [(one["name"], one["ends"]) for one in may["executives"]] == [("Egon Executivesen", "2025-06-01")]
    assert manager.get(f"partners/{partner}/company/", on="2025-02-28").json()["owners"] == []
    whole = {**PERSON, "name": "Other", "share": "75.01", "begins": "2025-03-01"}
    assert manager.post(f"partners/{partner}/owner/", whole, key="w").status_code == 422
    with at_work(acme):
        assert PartnerExecutive.objects.get().period.upper == date(2025, 6, 1)


def test_names_of_owners_and_executives_hide_nothing(acme: VendorCast, db: None) -> None:
    manager, partner = Machine(acme, "channel_manager"), acme.partners[0]
    typed = {"name": "Egon\u202e Executivesen", "role": "C\u200bEO", "country": "DE", "begins": "2025-03-01"}
    made = manager.post(f"partners/{partner}/executive/", typed, key="e").json()["executives"][0]
    assert (made["name"], made["role"]) == ("Egon Executivesen", "CEO")

    owner = {**PERSON, "name": "\u3164", "share": "25.00", "begins": "2025-03-01"}
    refused = manager.post(f"partners/{partner}/owner/", owner, key="o")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["name"])


@pytest.mark.parametrize(
    ("typed", "status", "value"),
    [
        ({"kind": "country", "country": "DE"}, 302, "DE"),
        ({"kind": "country", "value": "de", "country": ""}, 302, "DE"),
        ({"kind": "legal_name", "value": "Birch AG", "country": ""}, 302, "Birch AG"),
        ({"kind": "legal_name", "value": "Birch AG", "country": "DE"}, 422, ""),
        ({"kind": "country", "country": "XX"}, 422, ""),
        ({"kind": "country", "value": "", "country": ""}, 422, ""),
    ],
)
def test_country_of_a_company_is_chosen_by_its_name(
    birch: Partner, acme: VendorCast, typed: dict[str, str], status: int, value: str
) -> None:
    path, manager = f"/acme/partners/{birch.pk}/fact/", signed_in("channel_manager")
    assert "Germany" in manager.get(path).content.decode()

    answer = manager.post(path, typed | {"begins": "2025-03-01"})

    assert answer.status_code == status
    with at_work(acme):
        newest = CompanyFact.objects.filter(partner=birch, kind=typed["kind"], period__startswith="2025-03-01").last()
    assert (newest.value if newest else "") == value


def test_page_tells_since_and_until(birch: Partner, acme: VendorCast) -> None:
    by = actor(acme)
    with at_work(acme):
        gone = own(birch, acme, "60", name="Gone Ownersen")
        end_owner(gone, ends=date(2025, 9, 1), by=by, at=NOW)
        own(birch, acme, "10")
    page = text_of(signed_in("channel_manager"), f"/acme/partners/{birch.pk}/")

    assert page.index("Olga Ownersen") < page.index("Gone Ownersen")
    assert "Sept. 1, 2025" in page
    assert "recorded an owner of the company" in page
    assert "Add an executive" in page
    assert "Add an executive" not in text_of(signed_in("finance"), f"/acme/partners/{birch.pk}/")


def test_followers_hear_once_a_day_whatever_changes(desk: None, birch: Partner, acme: VendorCast) -> None:
    """Compliance and its own channel manager, in one mail that names nobody; whoever changed it knows."""
    enrolment = Enrolment.objects.get(partner=birch)
    EnrolmentManager.objects.create(
        enrolment=enrolment, partner=birch, manager_id=acme.member("channel_manager"), period=enrolment.period,
        assigned_at=NOW,
    )  # fmt: skip
    by = actor(acme, "program_admin")
    owner = add_owner(birch, **PERSON, share=Decimal(60), begins=date(2025, 3, 1), by=by, at=NOW)
    end_owner(owner, ends=date(2025, 4, 1), by=by, at=NOW)
    mails = OutboxMessage.objects.filter(template="partners/company_changed")
    same_day = sorted(mails.values_list("recipient", flat=True))
    compliance = actor(acme, "compliance")
    add_owner(
        birch, **PERSON | {"name": "Next"}, share=Decimal(5), begins=date(2025, 5, 1), by=compliance,
        at=NOW + timedelta(days=1),
    )  # fmt: skip

    assert same_day == sorted([mail_of("acme", "channel_manager"), mail_of("acme", "compliance")])
    assert mails.count() == 3, "of the next day to the manager alone: compliance changed it itself"
    assert not any("Olga" in str(one.context) for one in mails)


def test_typing_is_erased_with_the_question(birch: Partner, acme: VendorCast) -> None:
    signed_in("partner_admin1").post(f"/acme/partners/{birch.pk}/owner/", TYPED)
    with at_work(acme):
        asked = Approval.objects.get()
        before = "Olga" in str(asked.detail)
        withdraw(asked, by=None, at=NOW)

        assert before
        assert Approval.objects.get().detail == {}


def test_partner_takes_back_on_the_way_from_its_page_what_it_named(birch: Partner, acme: VendorCast) -> None:
    client = signed_in("partner_admin1")
    client.post(f"/acme/partners/{birch.pk}/owner/", TYPED)
    with at_work(acme):
        asked = Approval.objects.get()
    page = f"/acme/approvals/{asked.pk}/"

    assert f'href="{page}"' in client.get("/acme/company/").content.decode()
    assert client.get(page).status_code == 200
    assert client.post(f"{page}withdrawal/").status_code == 302
    with at_work(acme):
        taken_back = Approval.objects.get()
        assert (taken_back.state, taken_back.detail) == ("withdrawn", {})
