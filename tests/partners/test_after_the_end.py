"""When a way in is given up or a partnership is over: what ends with it, and what its people may still read, and how long."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from partners.holds import hold_on
from partners.models import AgreementMove, Partner, SignedAgreement
from partners.services.activation import close_admission
from partners.services.agreements.sending import partner_admins
from partners.services.agreements.terms import end_agreement
from partners.services.agreements.texts import send_chunk
from partners.services.standing import wait_again
from portal.accounts.identify import holder_of, member_of
from portal.accounts.models import ApiKey, Membership, User
from portal.accounts.rights import rights_of
from portal.accounts.services.invitations import invite_person
from portal.accounts.tokens import digest_of
from portal.deadlines.models import Deadline
from portal.problems import Refusal
from portal.tenancy import Role, acting_as, bare
from tests.cast import PARTNER, VendorCast
from tests.guards.endpoints import all_endpoints
from tests.partners.signing import (
    NOW,
    actor_of,
    admin_of,
    admit,
    agreements_of,
    program_of,
    publish,
    sign,
    waiting_partner,
)

READS = {"agreements.see", "agreements.keep", "statements.see", "files.download"}
LATER = NOW + timedelta(days=30)


@pytest.fixture
def ended(acme: VendorCast, db: None) -> SignedAgreement:
    """A partnership that ran and is over."""
    with acting_as(Role.STAFF, vendor=acme.id):
        program, admin = program_of("partner-program"), actor_of(acme, "program_admin")
        publish(program, "partnership", by=admin)
        agreement = agreements_of(admit(waiting_partner(), program, "SOLUTIONS"))["partnership"]
        sign(agreement, admin_of(agreement.partner, acme))
        sign(agreement, admin)
        end_agreement(agreement.pk, reason="Material breach.", by=admin, at=LATER)
        agreement.refresh_from_db()
        return agreement


def client_of_new() -> Client:
    client = Client()
    client.force_login(User.objects.get(email="new@partner.example"))
    return client


@pytest.mark.rule("G-APP-01")
@pytest.mark.rule("A-AGR-01")
def test_what_was_executed_on_a_way_in_ends_with_it_and_suspends_nobody(staff: VendorCast) -> None:
    program, admin = program_of("gpn-2014"), actor_of(staff, "program_admin")
    for key in ("master", "schedule_var", "code_of_conduct"):
        publish(program, key, by=admin)
    admission = admit(waiting_partner(), program, "VAR")
    nora, sent = admin_of(admission.partner, staff), agreements_of(admission)
    for key in ("code_of_conduct", "master"):
        sign(sent[key], nora)
    sign(sent["master"], admin)

    close_admission(admission.pk, by=admin, at=LATER)

    rows = SignedAgreement.objects.filter(admission=admission).order_by("text__key")
    assert list(rows.values_list("text__key", "state", "on_lapse"))[:2] == [
        ("code_of_conduct", "ended", "nothing"),
        ("master", "ended", "nothing"),
    ]
    assert rows.get(text__key="schedule_var").state == "withdrawn"
    assert hold_on(admission.partner_id, LATER) is None
    assert not Deadline.objects.filter(subject_id__in=rows, kind__startswith="agreements.", closed_at=None).exists()
    move = AgreementMove.objects.filter(agreement__in=rows, after="ended").latest("id")
    assert "never took effect" in move.reason


@pytest.mark.rule("A-AGR-01")
def test_newer_version_signed_on_a_way_in_ends_with_it_too(staff: VendorCast) -> None:
    program, admin = program_of("gpn-2014"), actor_of(staff, "program_admin")
    for key in ("master", "schedule_var", "code_of_conduct"):
        publish(program, key, by=admin)
    admission = admit(waiting_partner(), program, "VAR")
    nora = admin_of(admission.partner, staff)
    sign(agreements_of(admission)["code_of_conduct"], nora)
    text = publish(program, "code_of_conduct", by=admin, reaccept_by=LATER.date(), body="# New\n\nWords.")
    send_chunk(text, after=0, at=NOW)
    newer = SignedAgreement.objects.get(text=text)
    sign(newer, nora)

    close_admission(admission.pk, by=admin, at=LATER)

    newer.refresh_from_db()
    assert (newer.admission_id, newer.state) == (None, "ended")


@pytest.mark.rule("A-AGR-01")
def test_second_way_given_up_ends_its_own_agreements_alone(staff: VendorCast) -> None:
    """The master that the first category rests on stays, and with it the partnership."""
    program, admin = program_of("gpn-2014"), actor_of(staff, "program_admin")
    for key in ("master", "schedule_var", "schedule_svc", "code_of_conduct"):
        publish(program, key, by=admin)
    partner = waiting_partner()
    second = admit(partner, program, "SVC")
    nora = admin_of(partner, staff)
    for key in ("master", "schedule_svc"):
        for signer in (nora, admin):
            sign(agreements_of(second)[key], signer)
    first = admit(partner, program, "VAR")

    close_admission(second.pk, by=admin, at=LATER)

    states = dict(SignedAgreement.objects.filter(partner=partner).values_list("text__key", "state"))
    assert states == {
        "master": "executed", "code_of_conduct": "withdrawn", "schedule_svc": "ended", "schedule_var": "sent",
    }  # fmt: skip
    first.refresh_from_db()
    assert first.closed_at is None
    assert Partner.objects.get(pk=partner.pk).state == "waiting"


@pytest.mark.rule("G-TIER-14", "X-06")
@pytest.mark.parametrize("role", PARTNER)
def test_rights_after_the_end_only_read(role: str) -> None:
    assert rights_of(role, over=True) == READS
    assert "agreements.keep" not in rights_of(role) | rights_of(role, waiting=True)


@pytest.mark.rule("G-TIER-14")
def test_guide_says_how_long_people_of_an_ended_partner_read(ended: SignedAgreement, staff: VendorCast) -> None:
    member = Membership.objects.get(email="new@partner.example")
    assert member.reads_until == date(2027, 12, 20)
    with bare():
        inside = member_of(member.user_id, staff.id)
    Membership.objects.filter(pk=member.pk).update(reads_until=date(2020, 1, 1))
    with bare():
        after = member_of(member.user_id, staff.id)

    assert inside is not None
    assert inside.rights == READS
    assert after is None


@pytest.mark.rule("G-TIER-14", "X-06")
def test_every_page_but_statements_and_executed_agreements_is_shut(ended: SignedAgreement) -> None:
    """Asked of every page without a record in its address; pages of records go by the same rights, and a key does never more."""
    client = client_of_new()
    open_to_it: list[str] = []
    for endpoint in all_endpoints():
        if endpoint.parameters != ("vendor",) or not endpoint.rights() or endpoint.is_api:
            continue
        answer = client.get(endpoint.path(vendor="acme"))
        if answer.status_code not in (403, 404, 405):
            open_to_it.append(endpoint.route)
        assert client.post(endpoint.path(vendor="acme")).status_code in (403, 404, 405), endpoint.route

    assert open_to_it == [
        "<vendor>/agreements/",
        "<vendor>/commissions/statements/",
    ]


def test_no_link_of_its_pages_leads_before_a_shut_door(ended: SignedAgreement) -> None:
    client = client_of_new()
    shut: set[str] = set()
    for page in ("/acme/home/", "/acme/agreements/", "/acme/commissions/statements/"):
        content = client.get(page).content.decode()
        links = set(re.findall(r'href="(/acme/[^"#?]*)', content))
        assert "/acme/home/" in links
        shut |= {link for link in links if client.get(link).status_code in (403, 404)}

    assert shut == set()


@pytest.mark.rule("G-TIER-14")
def test_executed_agreement_is_read_and_nothing_is_done_with_it(ended: SignedAgreement) -> None:
    client, here = client_of_new(), f"/acme/agreements/{ended.pk}/"
    page: Any = client.get(here)

    assert (ended.state, page.status_code) == ("ended", 200)
    assert here in client.get("/acme/agreements/").content.decode()
    assert [client.post(f"{here}{act}/", {"reason": "x"}).status_code for act in ("notice", "signature", "end")] == [
        403
    ] * 3
    assert client.get(f"/acme/admissions/{ended.admission_id}/").status_code == 404
    home = client.get("/acme/home/")
    assert home.status_code == 200
    assert "Dec. 20, 2027" in home.content.decode()
    assert all(f'href="/acme/{page}/"' in home.content.decode() for page in ("agreements", "commissions/statements"))


@pytest.mark.rule("G-TIER-14")
def test_nobody_joins_a_partner_whose_partnership_is_over(ended: SignedAgreement, staff: VendorCast) -> None:
    with pytest.raises(Refusal, match="over"):
        invite_person(
            by=actor_of(staff, "program_admin"),
            email="late@partner.example",
            name="Late",
            role="partner_sales",
            partner_id=ended.partner_id,
            at=LATER,
        )


@pytest.mark.rule("G-TIER-14", "X-06")
def test_key_that_was_cut_reads_no_more_than_its_person(ended: SignedAgreement, staff: VendorCast) -> None:
    """Nobody can choose the right that marks people of an ended partner, and no key goes without it."""
    member = Membership.objects.get(email="new@partner.example")
    ApiKey.objects.create(
        membership=member, user_id=member.user_id, partner_id=member.partner_id, name="k", digest=digest_of("pp_secret"),
        hint="pp_secre", scopes=["agreements.see"],
    )  # fmt: skip
    with bare():
        holder = holder_of("pp_secret", staff.id)

    assert holder is not None
    assert holder.rights == {"agreements.see", "agreements.keep"}


@pytest.mark.rule("G-TIER-14")
def test_partner_on_another_way_in_waits_instead_of_being_over(staff: VendorCast) -> None:
    program, admin = program_of("partner-program"), actor_of(staff, "program_admin")
    publish(program, "partnership", by=admin)
    partner = waiting_partner()
    agreement = agreements_of(admit(partner, program, "SOLUTIONS"))["partnership"]
    nora = admin_of(partner, staff)
    sign(agreement, nora)
    sign(agreement, admin)
    second = program_of("gpn-2014")
    for key in ("master", "schedule_var", "code_of_conduct"):
        publish(second, key, by=admin)
    admit(partner, second, "VAR")

    end_agreement(agreement.pk, reason="Material breach.", by=admin, at=LATER)

    member = Membership.objects.get(email="new@partner.example")
    assert Partner.objects.get(pk=partner.pk).state == "waiting"
    assert (member.waiting, member.reads_until) == (True, None)


@pytest.mark.rule("G-TIER-14", "X-06")
def test_stranger_stays_one_when_the_company_comes_back_and_may_join_others(
    ended: SignedAgreement, staff: VendorCast
) -> None:
    partner, admin = Partner.objects.get(pk=ended.partner_id), actor_of(staff, "program_admin")
    stranger = Membership.objects.get(email="new@partner.example")
    Membership.objects.filter(pk=stranger.pk).update(reads_until=LATER.date() - timedelta(days=1))

    invite_person(
        by=admin, email=stranger.email, name="Nora", role="partner_sales", partner_id=staff.partners[0], at=LATER
    )
    wait_again(partner, by=admin, at=LATER)

    stranger.refresh_from_db()
    partner.refresh_from_db()
    assert partner.state == "waiting"
    assert stranger.ended_at == LATER
    assert not Membership.objects.filter(partner_id=partner.pk, ended_at=None).exists()


@pytest.mark.rule("G-TIER-14")
def test_nobody_is_asked_to_sign_for_a_partner_that_is_over(ended: SignedAgreement, staff: VendorCast) -> None:
    assert partner_admins(ended.partner_id) == []
