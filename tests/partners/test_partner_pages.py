"""The list of partners and the page of one: what each role reads there, and what it never does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners import holds
from partners.holds import Hold, partner_hold
from partners.models import (
    CountryPresence,
    Enrolment,
    EnrolmentManager,
    Partner,
    PartnerExecutive,
    PartnerExternalId,
    PartnerOwner,
)
from portal.accounts.models import User
from portal.audit.services import record
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, mail_of
from tests.partners.test_people_pages import text_of
from tests.tiering.cards import hold_tier

pytestmark = pytest.mark.django_db
SINCE = DateRange(date(2024, 1, 1), None)
STAFF = ("channel_manager", "finance", "compliance", "program_admin")


def signed_in(person: str, vendor: str = "acme") -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor, person)))
    return client


@pytest.fixture
def birch(acme: VendorCast) -> Partner:
    """A partner with owners, an executive, a country and a past."""
    with acting_as(Role.STAFF, vendor=acme.id):
        partner: Partner = Partner.objects.get(pk=acme.partners[0])
        of = {"partner": partner, "country": "US", "period": SINCE}
        PartnerOwner.objects.create(kind="person", name="Olga Ownersen", share=Decimal("60.00"), **of)
        PartnerExecutive.objects.create(name="Egon Executivesen", role="CEO", **of)
        CountryPresence.objects.create(program_id=acme.program, **of)
        record("admission.opened", by=None, subject=partner, partner_id=partner.pk)
        record("case.opened", by=None, subject=partner, partner_id=partner.pk)
        record("payee.named", by=None, subject=partner, partner_id=partner.pk)
        record("access.denied", by=None, subject=partner, partner_id=partner.pk)
    return partner


@pytest.fixture
def held(birch: Partner) -> Iterator[Partner]:
    with holds.HOLDS.opened():
        at = datetime(2026, 1, 1, tzinfo=UTC)
        partner_hold("test", held=lambda now: [birch.pk])(
            lambda partner, now: Hold(since=at) if partner == birch.pk else None
        )
        yield birch


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.rule("X-06")
def test_staff_reads_of_a_partner_what_its_role_may(role: str, birch: Partner) -> None:
    page = text_of(signed_in(role), f"/acme/partners/{birch.pk}/")

    assert "Birch Ltd" in page
    assert "United States" in page
    assert "Enrolments and tiers" in page
    assert ("Olga Ownersen" in page, "Egon Executivesen" in page) == ((role != "finance",) * 2)
    assert ("opened the due-diligence case" in page) == (role == "compliance")
    assert ("named a payee" in page) == (role == "finance")
    assert "began the admission" in page
    assert "was refused" not in page, "whom the portal refused is told in the trail alone"


def test_history_tells_only_kinds_that_somebody_named(birch: Partner) -> None:
    page = text_of(signed_in("program_admin"), f"/acme/partners/{birch.pk}/")

    assert "was refused" not in page
    assert "opened the due-diligence case" not in page


@pytest.mark.rule("A-DD-02")
def test_hold_is_told_in_neutral_words(held: Partner) -> None:
    manager = text_of(signed_in("channel_manager"), f"/acme/partners/{held.pk}/")
    company = text_of(signed_in("partner_admin1"), "/acme/company/")

    for page in (manager, company):
        assert "On hold" in page
        assert "completes a review of your company" in page
        assert "/cases/" not in page.partition("<main")[2]


def test_partner_reads_its_own_company_and_nobody_elses(birch: Partner, acme: VendorCast) -> None:
    admin, sales = signed_in("partner_admin1"), signed_in("partner_sales1")

    own = text_of(admin, "/acme/company/")
    colleague = text_of(sales, "/acme/company/")

    assert "Olga Ownersen" in own
    assert "Olga Ownersen" not in colleague, "who owns the company is for its admin"
    assert "ERP" not in own
    assert "What happened" not in own
    assert "Cedar" not in own
    assert admin.get(f"/acme/partners/{birch.pk}/").status_code == 403
    assert admin.get("/acme/partners/").status_code == 403
    assert signed_in("finance").get("/acme/company/").status_code == 403
    assert signed_in("channel_manager", "globex").get(f"/acme/partners/{birch.pk}/").status_code == 404


def test_list_finds_by_name_number_country_state_and_hold(held: Partner, acme: VendorCast) -> None:
    manager = signed_in("channel_manager")
    with acting_as(Role.STAFF, vendor=acme.id):
        PartnerExternalId.objects.create(partner_id=acme.partners[1], system="crm", value="C-77")

    def shown(query: str) -> tuple[bool, bool]:
        page = text_of(manager, f"/acme/partners/{query}")
        return f"/acme/partners/{acme.partners[0]}/" in page, f"/acme/partners/{acme.partners[1]}/" in page

    assert shown("") == (True, True)
    assert shown("?name=IRC") == (True, False)
    assert shown("?name=c-77") == (False, True)
    assert shown("?country=US&state=active") == (True, True)
    assert shown("?country=DE") == (False, False)
    assert shown("?state=waiting") == (False, False)
    assert shown(f"?program={acme.program}") == (True, True)
    assert shown("?held=yes") == (True, False)
    assert shown("?name=%00&state=nonsense") == (True, True), "a filter that cannot be read narrows nothing"
    assert "OUTSIDER" not in text_of(manager, "/acme/partners/")


@pytest.mark.rule("G-REL-01")
def test_channel_manager_lists_only_what_it_looks_after(birch: Partner, acme: VendorCast) -> None:
    """Today, and in an enrolment that runs; nobody else is asked, whatever the address says."""
    with acting_as(Role.STAFF, vendor=acme.id):
        enrolment, other = (Enrolment.objects.get(partner_id=pk, program_id=acme.program) for pk in acme.partners)
        for one, until in ((enrolment, None), (other, date(2026, 1, 1))):
            EnrolmentManager.objects.create(
                enrolment=one, partner_id=one.partner_id, manager_id=acme.member("channel_manager"),
                period=DateRange(date(2024, 1, 1), until), assigned_at=datetime(2024, 1, 1, tzinfo=UTC),
            )  # fmt: skip

    def shown(role: str) -> tuple[bool, bool]:
        page = text_of(signed_in(role), "/acme/partners/?mine=yes")
        return f"/acme/partners/{acme.partners[0]}/" in page, f"/acme/partners/{acme.partners[1]}/" in page

    assert shown("channel_manager") == (True, False)
    assert shown("finance") == (True, True)
    assert "Only mine" not in text_of(signed_in("finance"), "/acme/partners/")
    begun = text_of(signed_in("channel_manager"), "/acme/partners/")
    everybody = text_of(signed_in("channel_manager"), "/acme/partners/?mine=no")
    assert [f"/acme/partners/{pk}/" in begun for pk in acme.partners] == [True, False], "the list begins with one's own"
    assert [f"/acme/partners/{pk}/" in everybody for pk in acme.partners] == [True, True]
    with acting_as(Role.STAFF, vendor=acme.id):
        EnrolmentManager.objects.filter(enrolment=enrolment).update(manager=acme.member("program_admin"))
    assert shown("channel_manager") == (False, False)


@pytest.mark.rule("X-09")
def test_list_names_the_tier_of_each_enrolment_in_as_many_questions(birch: Partner, acme: VendorCast) -> None:
    manager = signed_in("channel_manager")
    counts = []
    for pk, tier in zip(acme.partners, ("Gold", "Silver"), strict=True):
        with acting_as(Role.STAFF, vendor=acme.id):
            hold_tier(Enrolment.objects.get(partner_id=pk, program_id=acme.program), tier)
        text_of(manager, "/acme/partners/")
        with CaptureQueriesContext(connection) as asked:
            page = text_of(manager, "/acme/partners/")
        counts.append(len(asked))
        assert tier in page
    assert counts[0] == counts[1]


def test_list_goes_on_where_a_page_ends(acme: VendorCast) -> None:
    manager = signed_in("channel_manager")
    with acting_as(Role.STAFF, vendor=acme.id):
        Partner.objects.bulk_create(Partner(name=f"Acacia {number:03}") for number in range(60))

    first = manager.get("/acme/partners/").context["page"]
    second = manager.get(f"/acme/partners/?after={first.older}").context["page"]

    assert len(first.rows) == 50
    assert [partner.name for partner in second.rows][-2:] == ["Birch", "Cedar"]
    assert manager.get("/acme/partners/?after=nowhere").status_code == 404


def test_search_finds_partners_for_staff_alone(birch: Partner) -> None:
    assert f"/acme/partners/{birch.pk}/" in text_of(signed_in("finance"), "/acme/search/?q=birch")
    assert f"/acme/partners/{birch.pk}/" not in text_of(signed_in("partner_admin1"), "/acme/search/?q=birch")


def test_pages_that_name_a_partner_lead_to_it(birch: Partner) -> None:
    link = f'href="/acme/partners/{birch.pk}/"'

    assert link in text_of(signed_in("channel_manager"), f"/acme/partners/{birch.pk}/tiers/")
    assert link not in text_of(signed_in("partner_admin1"), f"/acme/partners/{birch.pk}/tiers/")


def test_machines_read_partners_as_their_person_may(held: Partner, acme: VendorCast) -> None:
    def ask(role: str, path: str) -> tuple[int, dict[str, object]]:
        answer = Client().get(f"/api/v1/acme/{path}", headers={"Authorization": f"Bearer {acme.key(role)}"})
        return answer.status_code, answer.json()

    status, listed = ask("finance", "partners/?name=birch")
    _status, whole = ask("finance", f"partners/{held.pk}/")

    assert status == 200
    assert [one["name"] for one in listed["results"]] == ["Birch"]  # type: ignore[attr-defined]
    assert whole["is_held"] is True
    assert {one["kind"] for one in whole["facts"]} == {"legal_name", "country", "payout_currency"}  # type: ignore[attr-defined]
    assert whole["countries"] == [{"program_id": acme.program, "country": "US"}]
    assert "Olga" not in str(whole)
    assert ask("partner_admin", f"partners/{held.pk}/")[0] == 403
    assert ask("finance", f"partners/{2**62}/")[0] == 404
    assert ask("finance", "partners/?state=nonsense")[0] == 422 or ask("finance", "partners/?state=nonsense")[0] == 400
