"""What the vendor's people decide about an application, and what follows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from partners import events, gates
from partners.events import PartnerEvent
from partners.gates import Open, application_gate
from partners.models import (
    Application,
    ApplicationTransition,
    CompanyFact,
    CountryPresence,
    Enrolment,
    EnrolmentTrait,
    Partner,
    PartnerExecutive,
    PartnerOwner,
)
from partners.services.admission import settle_in
from partners.services.decisions import (
    approve_application,
    ask_applicant,
    refuse_application,
    separate_application,
)
from portal.accounts.actor import Actor
from portal.accounts.models import Invitation, User
from portal.guides.services.publication import publish_guide
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, guide_source, mail_of
from tests.leads.desk import actor_of, as_actor
from tests.partners.applicants import COMPANY, Applicant, publish

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def manager(acme: VendorCast) -> Actor:
    return actor_of(acme, "channel_manager")


@pytest.fixture
def stranger(acme: VendorCast) -> Applicant:
    publish(acme)
    return Applicant(acme)


@pytest.fixture(autouse=True)
def heard() -> Iterator[list[PartnerEvent]]:
    """No checks of other apps here, and everything that is told is written down."""
    told: list[PartnerEvent] = []

    def listen(event: PartnerEvent, by: Actor | None, at: datetime) -> None:
        told.append(event)

    with gates.GATES.opened(), events.LISTENERS.opened():
        gates.GATES._values = {
            key: gate for key, gate in gates.GATES.all().items() if key in ("needed_answers", "answer")
        }
        events.LISTENERS._values = {f"{kind}:test": listen for kind in events.KINDS}
        yield told


def approve(application: Application, by: Actor, **changes: Any) -> Application:
    values: dict[str, Any] = {"reason": "fits", "note": "Looks good", "by": by, "at": NOW} | changes
    with as_actor(by):
        return approve_application(application_id=application.pk, **values)


def refuse(application: Application, by: Actor, **changes: Any) -> Application:
    values: dict[str, Any] = {"reason": "no_fit", "note": "Not now", "by": by, "at": NOW} | changes
    with as_actor(by):
        return refuse_application(application_id=application.pk, **values)


@pytest.mark.rule("G-APP-01", "A-ONB-03", "G-GEN-02", "X-05")
def test_approved_company_is_a_partner_that_waits(
    stranger: Applicant, manager: Actor, heard: list[PartnerEvent]
) -> None:
    application = approve(stranger.apply(), manager, told="Welcome")

    with as_actor(manager):
        partner = Partner.objects.get(pk=application.partner_id)
        facts = dict(CompanyFact.objects.filter(partner=partner).values_list("kind", "value"))
        move = ApplicationTransition.objects.filter(application=application).latest("id")
        assert (partner.name, partner.state) == (COMPANY["company"], "waiting")
        assert facts == {
            "legal_name": COMPANY["company"], "country": "GB", "tax_id": "GB123456", "domain": "acme-contact.co.uk",
        }  # fmt: skip
        assert PartnerOwner.objects.filter(partner=partner).count() == 2
        assert PartnerExecutive.objects.get(partner=partner).role == "CEO"
        assert not Enrolment.objects.filter(partner=partner).exists()
        assert (move.by_id, move.reason, move.note) == (manager.membership_id, "fits", "Looks good")
        assert move.inputs["guide_version"] == application.guide_version_id
        assert move.inputs["revision"] == 1
        assert Invitation.objects.get(partner_id=partner.pk).role == "partner_admin"
    assert [event.kind for event in heard] == ["submitted", "approved"]
    assert heard[-1].partner_id == partner.pk
    assert stranger.mails() == ["began", "received", "invitation", "approved"]


@pytest.mark.rule("X-10")
def test_company_that_is_a_partner_already_stays_one_partner(stranger: Applicant, manager: Actor) -> None:
    with as_actor(manager):
        known = Partner.objects.order_by("pk").first()
        assert known is not None
        CompanyFact.objects.filter(partner=known, kind="domain").update(value="acme-contact.co.uk")
        if not CompanyFact.objects.filter(partner=known, kind="domain").exists():
            CompanyFact.objects.create(
                partner=known, kind="domain", value="acme-contact.co.uk", period=DateRange(NOW.date(), None)
            )
    application = approve(stranger.apply(), manager)

    assert application.partner_id == known.pk
    with as_actor(manager):
        assert Partner.objects.get(pk=known.pk).state == "active"


@pytest.mark.rule("A-DD-02")
def test_open_check_stops_an_approval_and_is_named(stranger: Applicant, manager: Actor) -> None:
    application = stranger.apply()
    application_gate("check", label="Check")(lambda it: [Open("The review of the company is not finished.")])

    with pytest.raises(Conflict, match="review of the company is not finished") as refused:
        approve(application, manager)
    assert refused.value.code == "gates-open"
    assert stranger.read().state == "screening"
    assert refuse(application, manager).state == "rejected"


@pytest.mark.rule("A-ONB-03", "F-ELG-01")
def test_only_roles_that_the_guide_names_decide(stranger: Applicant, acme: VendorCast) -> None:
    application = stranger.apply()
    for role in ("compliance", "finance"):
        with pytest.raises(PermissionDenied):
            approve(application, actor_of(acme, role))
    assert approve(application, actor_of(acme, "program_admin")).state == "approved"


def test_reason_has_to_be_one_of_the_guide_for_that_decision(stranger: Applicant, manager: Actor) -> None:
    application = stranger.apply()
    for reason in ("no_fit", "invented"):
        with pytest.raises(Refusal, match="Choose one of the reasons"):
            approve(application, manager, reason=reason)


@pytest.mark.rule("F-ELG-01")
def test_refused_company_waits_before_it_applies_again(stranger: Applicant, manager: Actor) -> None:
    refuse(stranger.apply(), manager, at=NOW, told="Grow first")
    again = Applicant(stranger.vendor, mail="ann@acme-contact.co.uk")
    again.begin()
    again.fill()
    again.confirm()
    early = again.send()

    assert early.status_code == 422
    assert b"may apply again from March 1, 2027" in early.content
    told = stranger.client.get(stranger.at()).content.decode()
    assert "Refused" in told
    assert "Grow first" in told
    assert "may apply again from March 1, 2027" in told
    assert "Not now" not in told


def test_wait_is_the_one_that_was_told_whatever_a_newer_guide_says(stranger: Applicant, manager: Actor) -> None:
    refused = refuse(stranger.apply(), manager, at=NOW)
    newer = guide_source("Flow").replace("again_after_days = { value = 90,", "again_after_days = { value = 400,")
    with as_actor(manager):
        publish_guide(refused.program, source=newer, effective_from=date(2025, 1, 1))
    again = Applicant(stranger.vendor, mail="ann@acme-contact.co.uk")
    again.begin()
    again.fill()
    again.confirm()

    assert b"may apply again from March 1, 2027" in again.send().content
    assert b"may apply again from March 1, 2027" in stranger.client.get(stranger.at()).content


def test_wait_is_that_of_the_reason_where_it_names_one(stranger: Applicant, manager: Actor) -> None:
    """No answer in time: the company may apply again at once."""
    refuse(stranger.apply(), manager, reason="no_answer", at=timezone.now())
    again = Applicant(stranger.vendor, mail="ann@acme-contact.co.uk").apply()

    assert again.state == "screening"


@pytest.mark.rule("F-ONB-03")
def test_second_application_of_the_company_attaches_and_reads_as_any_other(
    stranger: Applicant, manager: Actor, heard: list[PartnerEvent]
) -> None:
    first = stranger.apply()
    other = Applicant(stranger.vendor, mail="ann@mail.acme-contact.co.uk")
    second = other.apply(company={"company": "Acme Contact", "tax_id": ""})

    assert (second.state, second.attached_to_id) == ("attached", first.pk)
    assert [event.kind for event in heard] == ["submitted"]
    told = [one.client.get(one.at()).content.decode() for one in (stranger, other)]
    assert all("In review" in page for page in told)
    assert stranger.mail not in told[1]
    assert COMPANY["company"] not in told[1]
    assert other.mails() == ["began", "received"]


@pytest.mark.rule("F-ONB-03")
def test_same_tax_id_attaches_too_until_a_person_takes_it_apart(
    stranger: Applicant, manager: Actor, heard: list[PartnerEvent]
) -> None:
    stranger.apply()
    other = Applicant(stranger.vendor, mail="bo@another-house.com")
    second = other.apply(company={"company": "Another House"})
    with as_actor(manager):
        separate_application(application_id=second.pk, note="Another company", by=manager, at=NOW)

    assert second.state == "attached"
    assert (other.read().state, other.read().attached_to_id) == ("screening", None)
    assert [event.kind for event in heard] == ["submitted", "submitted"]


@pytest.mark.rule("G-APP-01")
def test_question_is_answered_with_a_new_revision_and_the_old_one_stays(
    stranger: Applicant, manager: Actor, heard: list[PartnerEvent]
) -> None:
    application = stranger.apply()
    with as_actor(manager):
        ask_applicant(application_id=application.pk, words="Who is Holding BV?", by=manager, at=NOW)
    with pytest.raises(Conflict, match="question is not answered yet"):
        approve(application, manager)

    page = stranger.client.get(stranger.at()).content.decode()
    stranger.fill(owners={"owners-1-name": "Holding Two BV"})
    sent = stranger.client.post(stranger.at("summary/"), {"words": "See the owners"})
    again = stranger.client.post(stranger.at("summary/"), {"words": "See the owners"})

    assert "Who is Holding BV?" in page
    assert (sent.status_code, again.status_code) == (302, 302)
    with stranger.reading() as now:
        assert (now.revision, now.asked_at, now.state) == (2, None, "screening")
        from partners.models import ApplicationOwner

        names = ApplicationOwner.objects.filter(application=now, position=2).order_by("revision")
        assert list(names.values_list("name", flat=True)) == ["Holding BV", "Holding Two BV"]
        acts = ApplicationTransition.objects.filter(application=now).order_by("id").values_list("act", flat=True)
        assert list(acts) == ["moved", "moved", "asked", "answered"]
    assert [event.kind for event in heard] == ["submitted", "changed"]
    assert stranger.mails() == ["began", "received", "question"]


@pytest.mark.rule("S-DEF-01")
def test_needed_yes_stops_an_approval(stranger: Applicant, manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from partners import application_gates
    from partners.queries.programs import guide_for, section_of

    application = stranger.apply()
    with as_actor(manager):
        guide = guide_for(application, NOW)
    assert guide is not None
    section = section_of(guide)
    assert section is not None
    needed = section.questions["economics"].model_copy(update={"needed": True})
    changed = section.model_copy(update={"questions": section.questions | {"economics": needed}})
    monkeypatch.setattr(application_gates, "section_of", lambda guide: changed)

    with pytest.raises(Conflict, match="Not answered with yes: Do you sell by subscription"):
        approve(application, manager)


@pytest.mark.rule("F-ONB-03", "G-CAT-03", "G-CAT-04")
def test_countries_specializations_and_subtype_take_effect_at_activation(stranger: Applicant, manager: Actor) -> None:
    application = approve(stranger.apply(), manager)
    with as_actor(manager):
        assert not CountryPresence.objects.filter(partner_id=application.partner_id).exists()
        application.answers = {"specializations": ["GVP", "WFO"], "subtype": "hosting"}
        application.save(update_fields=["answers"])
        here: dict[str, Any] = {"partner_id": application.partner_id, "program_id": application.program_id}
        enrolment = Enrolment.objects.create(category="SOLUTIONS", period=DateRange(NOW.date(), None), **here)
        active = PartnerEvent("activated", application_id=application.pk, enrolment_id=enrolment.pk, **here)
        settle_in(active, manager, NOW)
        settle_in(active, manager, NOW)

        countries = CountryPresence.objects.filter(**here).order_by("country").values_list("country", flat=True)
        traits = EnrolmentTrait.objects.filter(enrolment=enrolment).order_by("kind", "value")
        assert list(countries) == ["ES", "GB"]
        assert list(traits.values_list("kind", "value")) == [
            ("specialization", "GVP"), ("specialization", "WFO"), ("subtype", "hosting"),
        ]  # fmt: skip


def signed_in(vendor: VendorCast, person: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=mail_of(vendor.slug, person)))
    return client


def test_queue_shows_what_waits_and_the_page_decides(stranger: Applicant, acme: VendorCast) -> None:
    application = stranger.apply()
    manager = signed_in(acme, "channel_manager")
    queue = manager.get("/acme/applications/").content.decode()
    record = manager.get(f"/acme/applications/{application.pk}/").content.decode()
    form = manager.get(f"/acme/applications/{application.pk}/approval/").content.decode()
    bare = manager.post(f"/acme/applications/{application.pk}/approval/", {"reason": "fits"})
    done = manager.post(f"/acme/applications/{application.pk}/approval/", {"reason": "fits", "note": "ok"})
    late = manager.post(f"/acme/applications/{application.pk}/refusal/", {"reason": "no_fit", "note": "ok"})

    assert COMPANY["company"] in queue
    assert "Olga Owner" in record
    assert "50 of 100" in record
    assert "Your company fits the program." in form
    assert (bare.status_code, done.status_code, late.status_code) == (422, 302, 422)
    assert b"Somebody decided this already" in late.content
    assert COMPANY["company"] not in manager.get("/acme/applications/").content.decode()
    assert COMPANY["company"] in manager.get("/acme/applications/?view=joining").content.decode()
    assert COMPANY["company"] in manager.get("/acme/applications/?company=acme+con").content.decode()
    assert COMPANY["company"] in manager.get("/acme/search/?q=acme+con").content.decode()


def test_drafts_are_nobodys_but_the_applicants(stranger: Applicant, acme: VendorCast) -> None:
    stranger.begin()
    stranger.fill()
    draft = stranger.read()
    manager = signed_in(acme, "channel_manager")

    assert manager.get(f"/acme/applications/{draft.pk}/").status_code == 404
    assert COMPANY["company"] not in manager.get("/acme/applications/?view=all").content.decode()


def test_machine_lists_reads_and_decides(stranger: Applicant, acme: VendorCast) -> None:
    application = stranger.apply()
    client = Client()
    key = {"Authorization": f"Bearer {acme.key('channel_manager')}"}
    here = f"/api/v1/acme/applications/{application.pk}/"
    listed = client.get("/api/v1/acme/applications/?state=screening", headers=key).json()
    read = client.get(here, headers=key).json()
    body = {"reason": "fits", "note": "by machine"}
    sent = [
        client.post(f"{here}approval/", body, content_type="application/json", headers=key | {"Idempotency-Key": "a-1"})
        for _ in range(2)
    ]
    other = client.post(
        f"{here}refusal/",
        body | {"reason": "no_fit"},
        content_type="application/json",
        headers=key | {"Idempotency-Key": "a-2"},
    )

    assert [one["id"] for one in listed["results"]] == [application.pk]
    assert [one["share"] for one in read["owners"]] == ["89.99", "10.01"]
    assert [answer.status_code for answer in sent] == [200, 200]
    assert sent[0].json()["state"] == "approved"
    assert (other.status_code, other.json()["code"]) == (409, "decided-already")


def test_partner_reads_nothing_of_applications(stranger: Applicant, acme: VendorCast) -> None:
    application = stranger.apply()
    sales = signed_in(acme, "partner_sales1")

    assert sales.get(f"/acme/applications/{application.pk}/").status_code == 403
    with acting_as(Role.PARTNER, vendor=acme.id, partner=acme.partners[0]):
        assert not Application.objects.exists()


def test_age_counts_from_the_day_it_was_sent(stranger: Applicant) -> None:
    from partners.application_words import age_of

    application = stranger.apply()
    assert application.submitted_at is not None
    assert age_of(application, application.submitted_at + timedelta(days=3, hours=2)) == 3
