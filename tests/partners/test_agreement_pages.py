"""Pages of agreements: what the partner sees on its way, signing in the browser, the vendor's desk and workbench."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from partners.models import AdmissionTask, AgreementSignature, AgreementText, SignedAgreement
from partners.queries.agreements import drawing_of
from partners.services.agreements.pdf import keep_agreement_pdf
from portal.accounts.models import User
from portal.jobs.models import Job
from portal.tenancy import Role, acting_as, bare
from tests.cast import VendorCast
from tests.partners.signing import actor_of, admin_of, admit, agreements_of, program_of, publish, sign, waiting_partner

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def today() -> str:
    """In the zone of the programs: at night a day ahead of it would be the future."""
    return timezone.now().astimezone(ZoneInfo("America/Los_Angeles")).date().isoformat()


def client_of(user_id: int) -> Client:
    client = Client()
    with bare():
        client.force_login(User.objects.get(pk=user_id))
    return client


def staff_client(vendor: VendorCast, role: str) -> Client:
    return client_of(vendor.user(role))


@pytest.fixture
def way(acme: VendorCast) -> Any:
    """A partner on its way, its admin's client, and its agreement."""
    with acting_as(Role.STAFF, vendor=acme.id):
        program = program_of("partner-program")
        publish(program, "partnership", by=actor_of(acme, "program_admin"), body="# Terms\n\nBe <b>kind</b>.")
        admission = admit(waiting_partner(), program, "SOLUTIONS")
        nora = admin_of(admission.partner, acme)
        agreement = agreements_of(admission)["partnership"]
    return admission, client_of(nora.user_id), agreement


@pytest.mark.rule("G-GEN-02")
def test_waiting_partner_sees_what_is_missing_and_little_else(acme: VendorCast, way: Any) -> None:
    admission, nora, _agreement = way

    home = nora.get("/acme/home/").content.decode()
    checklist = nora.get(f"/acme/admissions/{admission.pk}/")

    assert "Not active yet" in home
    assert f"/acme/admissions/{admission.pk}/" in home
    assert "/acme/leads/" not in home
    assert "Waits for you" in checklist.content.decode()
    assert [nora.get(path).status_code for path in ("/acme/leads/", "/acme/scorecard/", "/acme/settings/people/")] == [
        403
    ] * 3


def test_partner_reads_and_signs_in_the_browser(acme: VendorCast, way: Any) -> None:
    _admission, nora, agreement = way
    url = f"/acme/agreements/{agreement.pk}/signature/"
    page = nora.get(url).content.decode()
    typed = {"signer": "Nora New", "title": "Director", "document_sha256": agreement.text.sha256}

    unticked = nora.post(url, typed)
    other = nora.post(url, typed | {"agreed": "on", "document_sha256": "0" * 64})
    signed = nora.post(url, typed | {"agreed": "on"}, REMOTE_ADDR="192.0.2.9")
    again = nora.post(url, typed | {"agreed": "on"})

    assert "Be &lt;b&gt;kind&lt;/b&gt;." in page
    assert agreement.text.sha256 in page
    assert (unticked.status_code, other.status_code, signed.status_code, again.status_code) == (422, 422, 302, 422)
    assert 'value="Nora New"' in unticked.content.decode()
    assert "Nothing was signed" in other.content.decode()
    assert "signed already" in again.content.decode()
    with acting_as(Role.STAFF, vendor=acme.id):
        signature = AgreementSignature.objects.get(agreement=agreement)
    assert (signature.signer, signature.title, signature.address) == ("Nora New", "Director", "192.0.2.9")


def test_vendor_signs_and_the_partner_is_let_in(acme: VendorCast, way: Any) -> None:
    admission, nora, agreement = way
    typed = {"signer": "N", "title": "T", "document_sha256": agreement.text.sha256, "agreed": "on"}
    admin = staff_client(acme, "program_admin")
    url = f"/acme/agreements/{agreement.pk}/signature/"

    early = admin.post(url, typed)
    nora.post(url, typed)
    inbox = admin.get("/acme/inbox/").content.decode()
    late = admin.post(url, typed)

    assert (early.status_code, late.status_code) == (422, 302)
    assert "partner signs first" in early.content.decode()
    assert url in inbox
    assert nora.get("/acme/leads/").status_code == 200
    assert "You are active" in nora.get(f"/acme/admissions/{admission.pk}/").content.decode()


def test_agreement_page_follows_the_drawing_of_its_pdf(acme: VendorCast, way: Any) -> None:
    admission, nora, agreement = way
    with acting_as(Role.STAFF, vendor=acme.id):
        sign(agreement, admin_of(admission.partner, acme, "second@partner.example"))
        sign(agreement, actor_of(acme, "program_admin"))
        job = drawing_of(SignedAgreement.objects.get(pk=agreement.pk))
    assert job is not None
    page, asked = f"/acme/agreements/{agreement.pk}/", {"HX-Request": "true", "HX-Target": f"job-{job.pk}"}

    waiting = nora.get(page).content.decode()
    moving = nora.get(page, headers=asked)
    with acting_as(Role.STAFF, vendor=acme.id):
        keep_agreement_pdf(agreement.pk)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)

    assert f'id="job-{job.pk}" hx-get="{page}"' in waiting
    assert f'hx-get="{page}"' in moving.content.decode()
    assert "HX-Refresh" not in moving
    assert nora.get(page, headers=asked)["HX-Refresh"] == "true"
    assert "being drawn" not in nora.get(page).content.decode()


@pytest.mark.parametrize("role", ["program_admin", "channel_manager", "finance", "compliance"])
def test_desk_shows_what_waits(acme: VendorCast, way: Any, role: str) -> None:
    _admission, _nora, agreement = way
    desk = staff_client(acme, role)

    for wants, shown in (
        ("", True),
        ("partner", True),
        ("vendor", False),
        ("ending", False),
        ("paper", False),
        ("lapsed", False),
    ):
        page = desk.get(f"/acme/agreements/?wants={wants}").content.decode()
        assert (f"/acme/agreements/{agreement.pk}/" in page) is shown, wants
    assert desk.get("/acme/agreements/?state=executed").status_code == 200
    assert desk.get(f"/acme/agreements/{agreement.pk}/").status_code == 200
    assert desk.get("/acme/home/").status_code == 200


def test_admissions_say_what_comes_next(acme: VendorCast, way: Any) -> None:
    admission, _nora, agreement = way
    manager = staff_client(acme, "channel_manager")
    admin = staff_client(acme, "program_admin")
    lit = 'href="/acme/settings/" aria-current="page"'

    pages = [admin.get(f"/acme/{page}/").content.decode() for page in ("admissions", "agreement-texts", "papers")]
    before = manager.get("/acme/admissions/").content.decode()
    looked = manager.post(f"/acme/admissions/{admission.pk}/check/", follow=True).content.decode()

    assert all(lit in page for page in [*pages, admin.get("/acme/applications/").content.decode()])
    assert agreement.text.heading in before
    assert "Something is still missing" in looked
    assert manager.get("/acme/admissions/?show=active").status_code == 200


def test_paper_is_uploaded_checked_by_another_and_sent_back(acme: VendorCast, way: Any) -> None:
    _admission, _nora, agreement = way
    manager, checker = staff_client(acme, "channel_manager"), staff_client(acme, "compliance")
    url = f"/acme/agreements/{agreement.pk}/paper/"
    typed = {
        "partner_signer": "Nora New", "partner_title": "Director", "partner_signed_on": "2026-11-01", "vendor_signer": "Vera",
        "vendor_title": "Head", "vendor_signed_on": "2026-11-02", "starts_on": "2026-11-02", "ends_on": "",
    }  # fmt: skip

    hostile = manager.post(url, typed | {"file": SimpleUploadedFile("a.pdf", b"<html><script>1</script>")})
    uploaded = manager.post(url, typed | {"file": SimpleUploadedFile("a.pdf", PDF)})
    page = manager.get(f"/acme/agreements/{agreement.pk}/").content.decode()

    assert (hostile.status_code, uploaded.status_code) == (422, 302)
    assert "To be checked" in page
    assert "A signed paper waits to be checked." in page
    assert "Only while nobody has signed" not in page
    assert checker.get("/acme/inbox/").status_code == 200


def test_workbench_writes_publishes_and_reaches_partners(acme: VendorCast, way: Any) -> None:
    _admission, _nora, agreement = way
    admin = staff_client(acme, "program_admin")
    draft = {
        "document": f"{agreement.program_id}:partnership", "heading": "Partnership agreement", "language": "en",
        "body": "Second words.", "what_changed": "Shorter.",
    }  # fmt: skip

    saved = admin.post("/acme/agreement-texts/new/", draft)
    page = admin.get(saved["Location"]).content.decode()
    wrong = admin.post(saved["Location"], {"effective_from": "2020-01-01"})
    done = admin.post(saved["Location"], {"effective_from": today(), "reaccept": ""})
    changed = admin.post("/acme/agreement-texts/new/", draft | {"document": "999999:partnership"})

    assert "One partner has an earlier version" in page
    assert (saved.status_code, wrong.status_code, done.status_code, changed.status_code) == (302, 422, 302, 422)
    assert admin.get("/acme/agreement-texts/").status_code == 200
    assert admin.get(f"/acme/agreement-texts/new/?document={agreement.program_id}:partnership").status_code == 200
    with acting_as(Role.STAFF, vendor=acme.id):
        assert AgreementText.objects.filter(program_id=agreement.program_id, published_at__isnull=False).count() == 2


def test_fee_and_conditions_have_their_pages(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        program = program_of("gpn-2014")
        for key in ("master", "schedule_tech", "code_of_conduct", "sdk"):
            publish(program, key, by=actor_of(acme, "program_admin"))
        admission = admit(waiting_partner(), program, "TECH")
        partner = admin_of(admission.partner, acme)
    finance, manager = staff_client(acme, "finance"), staff_client(acme, "channel_manager")
    here = f"/acme/admissions/{admission.pk}/"

    few = finance.post(here + "fee/", {"amount": "12", "reference": "R", "paid_on": "2026-01-10"})
    words = finance.post(here + "fee/", {"amount": "a lot", "reference": "R", "paid_on": "2026-01-10"})
    enough = finance.post(here + "fee/", {"amount": "1500.00", "reference": "R", "paid_on": today()})
    flagged = manager.post(here + "conditions/", {"flags": ["uses_sdk"]})

    assert [answer.status_code for answer in (few, words, enough, flagged)] == [422, 422, 302, 302]
    assert "Annual participation fee" in finance.get(here).content.decode()
    assert "partners@genesys.com" in finance.get(here).content.decode()
    with acting_as(Role.STAFF, vendor=acme.id):
        sent = agreements_of(admission)
        assert "sdk" in sent
        for key in ("master", "schedule_tech", "sdk", "code_of_conduct"):
            sign(sent[key], partner)
            if sent[key].signed_by == "both":
                sign(sent[key], actor_of(acme, "program_admin"))
        task = AdmissionTask.objects.get(admission=admission, key="certificate")
    assert manager.post(f"/acme/admission-tasks/{task.pk}/completion/").status_code == 302
    assert "Certificate" in manager.get(here).content.decode()


def test_acts_that_do_not_fit_say_why(acme: VendorCast, way: Any) -> None:
    _admission, _nora, agreement = way
    admin = staff_client(acme, "program_admin")

    for noun in ("renewal", "notice", "end"):
        assert "This does not fit now" in admin.get(f"/acme/agreements/{agreement.pk}/{noun}/").content.decode()
        assert (
            admin.post(f"/acme/agreements/{agreement.pk}/{noun}/", {"reason": "x", "ends_on": "2030-01-01"}).status_code
            == 422
        )
    bad = {"rule": "G-GEN-99", "kind": "rate", "guide_says": "20", "agreed": "25", "reason": "Deal"}
    assert admin.post(f"/acme/agreements/{agreement.pk}/deviation/", bad).status_code == 422
    assert admin.post(f"/acme/agreements/{agreement.pk}/deviation/", bad | {"rule": "F-COM-01"}).status_code == 302
    assert "F-COM-01" in admin.get(f"/acme/agreements/{agreement.pk}/").content.decode()
    assert admin.post(f"/acme/agreements/{agreement.pk}/withdrawal/", {"reason": "Mistake"}).status_code == 302
    with acting_as(Role.STAFF, vendor=acme.id):
        assert SignedAgreement.objects.get(pk=agreement.pk).state == "withdrawn"


def test_machine_reads_and_never_signs(acme: VendorCast) -> None:
    """Lists and reads with a key of the same rights; there is no address to sign at, and no name in what it reads."""
    with acting_as(Role.STAFF, vendor=acme.id):
        program = program_of("partner-program")
        publish(program, "partnership", by=actor_of(acme, "program_admin"))
        admission = admit(waiting_partner(), program, "SOLUTIONS")
        agreement = agreements_of(admission)["partnership"]
        nora = admin_of(admission.partner, acme)
    sign(agreement, nora)
    machine = Client(HTTP_AUTHORIZATION=f"Bearer {acme.key('program_admin')}")
    here = f"/api/v1/acme/agreements/{agreement.pk}/"

    listed = machine.get("/api/v1/acme/agreements/?state=partner_signed").json()
    one = machine.get(here)
    ways = machine.get("/api/v1/acme/admissions/").json()
    refused = [
        machine.post(f"{here}{noun}", {}, content_type="application/json").status_code for noun in ("", "signature/")
    ]

    assert [row["id"] for row in listed["results"]] == [agreement.pk]
    assert [step["after"] for step in one.json()["moves"]] == ["partner_signed"]
    assert "Nora" not in one.content.decode()
    assert [need["key"] for need in ways["results"][0]["needs"]] == ["agreement:partnership"]
    assert refused == [405, 404]
