"""What is open to a partner, from its records to its page: people, signatures, fees, exceptions, holds, and files behind doors."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from partners.door_words import hall_words
from partners.holds import HOLDS, Hold, partner_hold
from partners.models import (
    DoorException,
    DoorFile,
    Enrolment,
    EnrolmentTrait,
    ParticipationFee,
    Partner,
    SignedAgreement,
)
from partners.queries.doors import halls_of, listed_at, look_through, may_pass
from partners.services import announcing
from partners.services.announcing import announce_file
from partners.services.doors import end_exception, fetch_file, make_exception, put_behind, take_away
from partners.services.fees import take_back_fee
from partners.services.papers import accept_paper, end_paper
from partners.services.people import end_post
from portal.accounts.models import User
from portal.audit.models import AuditRecord
from portal.guides.queries import guide_on
from portal.jobs.models import Job, OutboxMessage
from portal.problems import Conflict, Refusal
from portal.tenancy import bare
from tests.cast import VendorCast
from tests.partners.papers import NOW, PDF, as_partner, birch, cedar, give, marketplace, opens, technology
from tests.partners.signing import actor_of, admin_of, admit, agreements_of, program_of, publish, sign, waiting_partner
from tests.partners.test_door_rules import guide_of
from tests.tiering.staff import staff_of
from tiering.queries.benefits import flags_on

DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.mark.rule("A-CRT-01")
@pytest.mark.rule("G-REQ-05")
def test_certificate_opens_only_in_the_hands_of_somebody_who_counts(staff: VendorCast) -> None:
    """Of a colleague in post, at the company's own domain, on that day; not of a rival's people, nor of who left."""
    program = marketplace(staff)
    manager = actor_of(staff, "channel_manager")
    accept_paper(give(program, "licence", by=birch(staff)).pk, by=manager, at=NOW, valid_until=date(2027, 6, 30))
    own, rival = staff_of(staff), staff_of(staff, 1)
    own.domain()
    rival.domain("cedar.example")
    valid: dict[str, Any] = {"issued": date(2026, 1, 1), "code": "CCP"}
    seen = [opens(staff, program, "support")]
    rival.certify(rival.hire(mail="x@cedar.example"), **valid)
    own.certify(own.hire(mail="private@mail.example"), **valid)
    own.certify(own.hire(employment="short_term"), **valid)
    own.certify(own.hire(until=TODAY - DAY), **valid)
    own.certify(own.hire(), code="CCP", issued=date(2023, 1, 1))
    own.certify(own.hire(), code="CCP", issued=date(2026, 1, 1), ended_on=TODAY)
    own.certify(own.hire(), code="CSP", issued=date(2026, 1, 1))
    seen.append(opens(staff, program, "support"))
    held = own.hire()
    own.certify(held, **valid)
    seen.append(opens(staff, program, "support"))
    end_post(held, last_day=TODAY, today=TODAY, by=manager)

    assert seen == [False, False, True]
    assert opens(staff, program, "support")
    assert not opens(staff, program, "support", at=NOW + DAY)
    assert not opens(staff, program, "support", partner=1)


@pytest.mark.rule("A-BEN-01")
@pytest.mark.rule("A-CRT-01")
def test_benefit_of_support_follows_what_its_door_asks(staff: VendorCast) -> None:
    """One fact for both: what somebody once switched by hand says nothing."""
    program, manager = marketplace(staff), actor_of(staff, "channel_manager")
    enrolment = Enrolment.objects.select_related("program").get(partner_id=staff.partners[0], program=program)
    for kind in ("valid_licence", "certified_support_professional"):
        EnrolmentTrait.objects.create(
            enrolment=enrolment, partner_id=enrolment.partner_id, kind=kind, holds=True, period=enrolment.period
        )
    guide = guide_on(program.pk, TODAY)
    section: Any = guide.section("benefits")

    def flags() -> set[str]:
        found = flags_on(enrolment, guide, section, TODAY, card=None)
        return set(found) & {"valid_licence", "certified_support_professional"}

    seen = [flags()]
    paper = accept_paper(
        give(program, "licence", by=birch(staff)).pk, by=manager, at=NOW, valid_until=date(2027, 6, 30)
    )
    seen.append(flags())
    people = staff_of(staff)
    people.domain()
    people.certify(people.hire(), code="CCP", issued=date(2026, 1, 1))
    seen.append(flags())
    end_paper(paper.pk, by=manager, at=NOW, reason="It was withdrawn.")
    seen.append(flags())

    both = {"valid_licence", "certified_support_professional"}
    assert seen == [set(), {"valid_licence"}, both, {"certified_support_professional"}]


@pytest.mark.rule("G-REL-02")
def test_welcome_kit_is_released_by_the_last_of_both_signatures(staff: VendorCast) -> None:
    """Each signature of each side alone leaves it shut, and its file with it."""
    program = program_of("gpn-2014")
    vendor_side = actor_of(staff, "program_admin")
    for key in ("master", "schedule_var", "code_of_conduct"):
        publish(program, key, by=vendor_side)
    partner = waiting_partner()
    nora = admin_of(partner, staff)
    agreements = agreements_of(admit(partner, program, "VAR"))
    kit = put_behind(program, "welcome_kit", title="Kit", file=ContentFile(PDF), name="kit.pdf", by=vendor_side, at=NOW)
    seen = []
    for key, signer in (
        ("code_of_conduct", nora), ("master", nora), ("schedule_var", nora), ("master", vendor_side), ("schedule_var", vendor_side),
    ):  # fmt: skip
        seen.append(may_pass(partner.pk, program.pk, "welcome_kit", at=NOW))
        with as_partner(nora), pytest.raises(Conflict, match="not open"):
            fetch_file(kit, by=nora, at=NOW)
        sign(SignedAgreement.objects.get(pk=agreements[key].pk), signer)

    assert seen == [False] * 5
    assert may_pass(partner.pk, program.pk, "welcome_kit", at=NOW)
    with as_partner(nora):
        assert fetch_file(kit, by=nora, at=NOW).pk == kit.file_id
    fetched = AuditRecord.objects.filter(kind="door.file_fetched")
    assert [(one.membership_id, one.partner_id) for one in fetched] == [(nora.membership_id, partner.pk)]


@pytest.mark.rule("A-ONB-02")
def test_exception_for_another_platform_is_an_admins_with_a_reason_and_an_end(staff: VendorCast) -> None:
    program = marketplace(staff)
    admin, partner = actor_of(staff, "program_admin"), staff.partners[0]

    def asked() -> list[str]:
        look = look_through(partner, program.pk, "listing", at=NOW, choice="other")
        assert look is not None
        return [line.kind for line in look.missing if line.kind == "exception"]

    seen = [asked()]
    for door, choice, reason, field in (
        ("listing", "genesys_cloud", "why", "door"), ("listing", "", "why", "door"), ("listing", "engage", "why", "door"),
        ("support", "", "why", "door"), ("nothing", "", "why", "door"), ("listing", "other", " ", "reason"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            make_exception(partner, program, door, choice=choice, reason=reason, by=admin, at=NOW)
        assert refused.value.field == field
    made = make_exception(partner, program, "listing", choice="other", reason="Built before.", by=admin, at=NOW)
    seen.append(asked())
    with pytest.raises(Conflict, match="already"):
        make_exception(partner, program, "listing", choice="other", reason="Again.", by=admin, at=NOW)
    with pytest.raises(IntegrityError, match="stays as it was made"), transaction.atomic():
        DoorException.objects.filter(pk=made.pk).update(reason="Because.")
    with pytest.raises(Refusal, match="Say why"):
        end_exception(made.pk, reason=" ", by=admin, at=NOW)
    end_exception(made.pk, reason="It moved to the cloud.", by=admin, at=NOW)
    seen.append(asked())
    with pytest.raises(Conflict, match="ended already"):
        end_exception(made.pk, reason="Again.", by=admin, at=NOW)
    with pytest.raises(IntegrityError, match="stays as it was made"), transaction.atomic():
        DoorException.objects.filter(pk=made.pk).update(ended_at=None)

    assert seen == [["exception"], [], ["exception"]]
    kinds = AuditRecord.objects.filter(kind__startswith="door.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["door.exception", "door.exception_ended"]


@pytest.mark.rule("G-TECH-01")
def test_fee_that_was_taken_back_opens_nothing(staff: VendorCast) -> None:
    program = technology(staff)
    accept_paper(give(program, "development_plan", by=birch(staff)).pk, by=actor_of(staff, "channel_manager"), at=NOW)
    seen = [opens(staff, program, "validation")]
    fee = ParticipationFee.objects.get(partner_id=staff.partners[0])
    take_back_fee(fee.pk, by=actor_of(staff, "finance"), at=NOW)
    seen.append(opens(staff, program, "validation"))

    assert seen == [True, False]


def test_hold_shuts_every_door_the_same_minute_and_says_nothing(staff: VendorCast) -> None:
    program = technology(staff)
    accept_paper(give(program, "development_plan", by=birch(staff)).pk, by=actor_of(staff, "channel_manager"), at=NOW)
    held = staff.partners[0]
    seen = [opens(staff, program, "validation")]
    with HOLDS.opened():
        partner_hold("test", held=lambda at: [held])(lambda partner, at: Hold() if partner == held else None)
        seen.append(opens(staff, program, "validation"))
        look = look_through(held, program.pk, "validation", at=NOW)
        assert look is not None
        assert [line.kind for line in look.missing] == ["free"]
        doors = hall_words(halls_of(held, NOW)[0])
        words = [line.text for door in doors for line in door.lines]
    seen.append(opens(staff, program, "validation"))

    assert seen == [True, False, True]
    assert "This is paused while the vendor completes a review of your company." in words
    assert not any(line.is_hold for door in doors for line in door.missing), "the page says it once, above the doors"
    assert not any(word in " ".join(words).lower() for word in ("sanction", "match", "screening"))


def test_suspended_partner_and_unknown_door_are_shut(staff: VendorCast) -> None:
    program = technology(staff)
    partner = staff.partners[0]
    open_to_all = "partner_conference"
    seen = [opens(staff, program, open_to_all)]
    Partner.objects.filter(pk=partner).update(state=Partner.State.SUSPENDED)
    seen.append(opens(staff, program, open_to_all))

    assert seen == [True, False]
    assert not opens(staff, program, "no_such_door", partner=1)
    assert not opens(staff, program, "sdk", partner=1, choice="other")
    assert not may_pass(2**40, program.pk, open_to_all, at=NOW)


def test_facts_of_doors_are_few_questions(staff: VendorCast, django_assert_max_num_queries: Any) -> None:
    technology(staff)
    halls_of(staff.partners[0], NOW)

    with django_assert_max_num_queries(40):
        halls = halls_of(staff.partners[0], NOW)

    assert len(halls) == 2


@pytest.mark.rule("G-REL-05")
def test_invitation_is_mailed_once_in_each_readers_language_to_whom_the_door_is_open(
    staff: VendorCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunk by chunk, whoever is asked twice; not to who is held, left, or came to a door that announces nothing."""
    program, admin = technology(staff), actor_of(staff, "program_admin")
    with bare():
        User.objects.filter(pk=staff.user("partner_admin")).update(language="es")
        User.objects.filter(pk=staff.user("partner_admin", 1)).update(language="ru")
    monkeypatch.setattr(announcing, "CHUNK", 1)

    def put(door: str = "partner_conference") -> DoorFile:
        return put_behind(program, door, title="Lisboa 2027", file=ContentFile(PDF), name="i.pdf", by=admin, at=NOW)

    def announced(file: DoorFile) -> list[tuple[int | None, str, str]]:
        after: int | None = 0
        while after is not None:
            _told, after = announce_file(file.pk, after=after, at=NOW)
        mails = OutboxMessage.objects.filter(template="partners/door_file", key__startswith=f"door-file:{file.pk}:")
        return [(one.partner_id, one.language, one.context["door"]) for one in mails.order_by("partner_id")]

    first, second = staff.partners
    everybody = [(first, "es", "Conferencia de socios"), (second, "ru", "Партнёрская конференция")]
    invitation = put()
    assert Job.objects.filter(kind="partners.announce_file").values_list("payload", flat=True).get() == {
        "file": invitation.pk
    }
    assert announced(invitation) == everybody
    assert announced(invitation) == everybody
    assert announced(put("principles")) == []
    Partner.objects.filter(pk=second).update(state=Partner.State.SUSPENDED)
    assert announced(put()) == everybody[:1]
    taken = put()
    take_away(taken.pk, by=admin, at=NOW)
    assert announced(taken) == []


@pytest.mark.rule("G-CAT-05")
def test_authorized_integrations_are_those_whose_approval_is_open_now(staff: VendorCast) -> None:
    """Each solution by its own guide; one that waits, came back or lost what it rests on is not on the list."""
    program = technology(staff)
    by, manager = birch(staff), actor_of(staff, "channel_manager")

    def listed() -> list[str]:
        return [one.paper.subject for one in listed_at(NOW)]

    seen = [listed()]
    guides = [give(program, "solutions_guide", by=by, subject=name) for name in ("Voice Bridge", "Chat Bridge")]
    for guide in guides:
        accept_paper(guide.pk, by=manager, at=NOW)
    seen.append(listed())
    plan = accept_paper(give(program, "development_plan", by=by).pk, by=manager, at=NOW)
    give(program, "solutions_guide", by=by, subject="Mail Bridge")
    seen.append(listed())
    end_paper(guides[0].pk, by=manager, at=NOW, reason="It is sold no more.")
    seen.append(listed())
    with as_partner(by):
        own = listed()
    with as_partner(cedar(staff)):
        rivals = listed()
    end_paper(plan.pk, by=manager, at=NOW, reason="Given up.")
    seen.append(listed())

    assert seen == [[], [], ["Chat Bridge", "Voice Bridge"], ["Chat Bridge"], []]
    assert (own, rivals) == (["Chat Bridge"], [])
    with pytest.raises(Refusal) as refused:
        give(program, "solutions_guide", by=by, subject=" ")
    assert refused.value.field == "subject"


@pytest.mark.rule("G-CAT-05")
def test_list_of_integrations_asks_as_little_of_many_as_of_one(staff: VendorCast) -> None:
    """Whatever is listed: facts are read for all partners of a program together."""
    program, manager = technology(staff), actor_of(staff, "channel_manager")
    counts = []
    for by in (birch(staff), cedar(staff)):
        accept_paper(give(program, "development_plan", by=by).pk, by=manager, at=NOW)
        for name in ("Voice Bridge", "Chat Bridge"):
            accept_paper(give(program, "solutions_guide", by=by, subject=name).pk, by=manager, at=NOW)
        listed_at(NOW)
        with CaptureQueriesContext(connection) as asked:
            counts.append((len(listed_at(NOW)), len(asked)))

    (few, first), (many, second) = counts
    assert (few, many) == (2, 4)
    assert first == second


@pytest.mark.rule("G-CAT-05")
def test_technology_partner_names_its_interfaces_before_it_is_let_in() -> None:
    """Standard interfaces or the vendor's: without a yes an application for that category cannot be approved."""
    applications: Any = guide_of("gpn-2014").sections["applications"]
    question = applications.questions["interfaces"]

    assert (question.needed, question.required, question.categories) == (True, True, ("TECH",))
    assert all(word in question.about.en for word in ("SIP", "MRCP", "VXML", "web services", "API", "SDK"))
    assert not any(one.needed for key, one in applications.asked_of("VAR").items() if key != "interfaces")
