"""Screening of everybody: one result for each subject and list version, the same by difference as by the whole list."""

import random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from compliance.models import Case, Hit, ListVersion, Screening, Subject
from compliance.queries.cases import lines_of
from compliance.queries.hits import standing_hits
from compliance.queries.lists import entries_of
from compliance.queries.subjects import party_of
from compliance.screening import MATCHER_VERSION, THRESHOLDS, Entry, Index
from compliance.services.hits import rule_on_hits
from compliance.services.nightly import screen_case, screen_partners
from compliance.services.screening import screen_subjects
from compliance.states import CaseState, Outcome, Ruling
from partners.models import CompanyFact
from portal.jobs.runner import run_job
from portal.jobs.services import enqueue
from tests.compliance.world import CLEAN, ENTRIES, LATER, NOW, SINCE, WANTED, WANTED_COMPANY, Office, entry, load

WORDS = (
    "Avalon",
    "Borealis",
    "Cypress",
    "Drummond",
    "Estrella",
    "Fairweather",
    "Granville",
    "Halloran",
    "Isolde",
    "Jessamyn",
)


def invented(dice: random.Random) -> str:
    return f"{dice.choice(WORDS)} {dice.choice(WORDS)} {dice.choice(WORDS)}"


def screen_all(office: Office, *, at: Any = NOW, most: int = 6) -> None:
    """Every partner, chunk by chunk, as the job does."""
    after = 0
    while True:
        with office.at_work():
            chunk = screen_partners(after=after, most=most, at=at)
        if not chunk.count:
            return
        after = chunk.last


def found_by(office: Office, version: ListVersion) -> set[tuple[int, str, int]]:
    """What stands for the version: subject, entry, score."""
    with office.at_work():
        hits = Hit.objects.filter(screening__list_version=version).select_related("entry")
        return {(hit.subject_id, hit.entry.digest, hit.score) for hit in hits}


def expected_of(office: Office, version: ListVersion) -> set[tuple[int, str, int]]:
    """What the whole list says of everybody, asked without anything stored."""
    with office.at_work():
        index = Index(entries_of(version))
        people = list(Subject.objects.filter(known_until=None))
        return {(one.pk, match.digest, match.score) for one in people for match in index.match(party_of(one, one.pk))}


@pytest.mark.rule("G-ETH-02")
@pytest.mark.parametrize("seed", range(2))
def test_difference_finds_what_the_whole_list_finds(office: Office, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(8):
        office.partner(
            invented(dice), owners=((invented(dice), "40.00"), (invented(dice), "5.00")), executives=(invented(dice),)
        )
    old = [entry(f"E{number}", invented(dice)) for number in range(40)]
    first = load(*old, mark="1")
    screen_all(office)
    assert found_by(office, first) == expected_of(office, first)

    new = [one for one in old if dice.random() > 0.3]
    new = [entry(one.uid, invented(dice)) if dice.random() < 0.3 else one for one in new]
    new += [entry(f"N{number}", invented(dice)) for number in range(15)]
    office.partner(invented(dice), executives=(invented(dice),))  # joined since
    second = load(*new, at=LATER, mark="2")
    screen_all(office, at=LATER)

    with office.at_work():
        methods = set(Screening.objects.filter(list_version=second).values_list("method", flat=True))
    assert methods == {"difference", "full"}
    assert found_by(office, second) == expected_of(office, second)


def test_each_subject_has_one_result_for_each_list_version(office: Office) -> None:
    office.partner("Rowan Data", owners=((CLEAN, "80.00"),), executives=(WANTED,))
    versions = [load(*ENTRIES, mark="1"), load(*ENTRIES, entry("P9", "Other Person"), at=LATER, mark="2")]
    for _ in range(3):
        screen_all(office, at=LATER)

    with office.at_work():
        subjects = Subject.objects.filter(known_until=None).count()
        assert Screening.objects.filter(list_version=versions[1]).count() == subjects
        assert Screening.objects.filter(list_version=versions[0]).count() == 0  # it was over before anybody asked
        one = Screening.objects.first()
        with pytest.raises(IntegrityError, match="subject_is_screened_once_by_a_list"), transaction.atomic():
            Screening.objects.create(
                subject_id=one.subject_id,
                list_version_id=one.list_version_id,
                matcher_version=MATCHER_VERSION,
                threshold=one.threshold,
            )


def test_hit_on_a_partner_opens_one_case_and_a_dismissal_keeps_it_shut(office: Office) -> None:
    partner = office.partner("Rowan Data", executives=(WANTED,))
    load(*ENTRIES)
    for _ in range(2):
        screen_all(office)
    with office.at_work():
        case = Case.objects.get(partner=partner)
        assert (case.state, case.escalated_by_id) == (CaseState.ESCALATED, None)
        (hit,) = [
            one.hit for one in standing_hits(Subject.objects.filter(partner=partner).values_list("pk", flat=True))
        ]
    officer, second = office.officer, office.second_officer()
    with office.at_work():
        from compliance.services.cases import decide_case

        rule_on_hits(
            case_id=case.pk, hit_ids=[hit.pk], ruling=Ruling.DISMISSED, reason="Another birth date", by=officer, at=NOW
        )
        decide_case(case_id=case.pk, approve=True, reason="Not the same person", by=second, at=NOW)

    load(*ENTRIES, entry("P9", "Somebody New"), at=LATER, mark="2")
    screen_all(office, at=LATER)
    with office.at_work():
        assert Case.objects.filter(partner=partner).count() == 1


def test_changed_person_is_screened_against_the_whole_list_again(office: Office) -> None:
    from partners.models import PartnerExecutive

    partner = office.partner("Rowan Data", executives=(CLEAN,))
    version = load(*ENTRIES)
    screen_all(office)
    with office.at_work():
        PartnerExecutive.objects.create(partner=partner, name=WANTED, role="CFO", country="DE", period=SINCE)
    screen_all(office)

    assert found_by(office, version) == expected_of(office, version)
    with office.at_work():
        assert Case.objects.filter(partner=partner).count() == 1


def test_removed_entry_leaves_no_open_hit(office: Office) -> None:
    office.partner("Rowan Data", executives=(WANTED,))
    load(*ENTRIES)
    screen_all(office)
    load(*ENTRIES[1:], at=LATER, mark="2")
    screen_all(office, at=LATER)

    with office.at_work():
        assert standing_hits(Subject.objects.values_list("pk", flat=True)) == []
        assert Hit.objects.count() == 1  # what was found then stays written


def test_list_that_comes_back_is_what_counts(office: Office) -> None:
    office.partner("Rowan Data", executives=(WANTED,))
    load(*ENTRIES, mark="1")
    screen_all(office)
    load(*ENTRIES[1:], at=LATER, mark="2")
    screen_all(office, at=LATER)
    load(*ENTRIES, at=LATER, mark="1")
    screen_all(office, at=LATER)

    with office.at_work():
        people = Subject.objects.values_list("pk", flat=True)
        assert [one.hit.entry.uid for one in standing_hits(people)] == ["P1"]


def test_two_lists_are_asked_together_and_kept_apart(office: Office) -> None:
    office.partner("Rowan Data", executives=(WANTED,))
    load(*ENTRIES)
    load(Entry("ofac-sdn", "7", "Person", ((WANTED, "strong"),)), list_name="ofac-sdn", mark="7")
    screen_all(office)

    with office.at_work():
        people = list(Subject.objects.filter(known_until=None).values_list("pk", flat=True))
        assert Screening.objects.count() == 2 * len(people)
        assert sorted(one.hit.entry.list for one in standing_hits(people)) == ["ofac-sdn", "un"]
        assert screen_subjects(people, at=NOW) == 0


def test_job_screens_everybody_and_says_how_many(office: Office) -> None:
    for number in range(5):
        office.partner(f"Partner {number}", executives=(WANTED,))
    load(*ENTRIES)
    with office.at_work():
        job = enqueue("compliance.screening", key="test")
    assert run_job(job.pk, seconds=60) == "done"

    with office.at_work():
        job.refresh_from_db()
        partners = 5 + len(office.vendor.partners)
        assert job.total == partners
        assert Case.objects.count() == 5
        assert job.result["partners_and_cases"] == partners + 5


@pytest.mark.rule("X-05", "X-10")
def test_threshold_is_that_of_the_most_careful_program_and_stands_with_each_result(office: Office) -> None:
    near = "Zoltan Varkonyi"
    office.partner("Larch", executives=(near,))
    load(*ENTRIES)
    office.run_program("strict", person_score='{ value = "0.55", rule = "A-DD-02", confirmed = false, note = "ours" }')
    screen_all(office)
    with office.at_work():
        person = Screening.objects.get(subject__name=near)
        firm = Screening.objects.get(subject__name="Larch")
    assert (person.threshold, firm.threshold) == (550, THRESHOLDS["Company"])

    office.run_program(
        "stricter", company_score='{ value = "0.580", rule = "A-DD-02", confirmed = false, note = "ours" }'
    )
    load(*ENTRIES, entry("P9", "Somebody Else Entirely"), mark="2")
    screen_all(office)
    with office.at_work():
        newest = Screening.objects.filter(subject__name="Larch").latest("id")
    assert (newest.threshold, newest.method) == (
        580,
        "full",
    )  # what was carried over would have been measured otherwise


@pytest.mark.rule("X-05", "X-10")
def test_changed_threshold_screens_everybody_again_by_the_same_list_once(office: Office) -> None:
    def results() -> list[tuple[int, int]]:
        screen_all(office)
        screen_all(office)
        with office.at_work():
            rows = Screening.objects.filter(subject__name=alike).order_by("id")
            return list(rows.values_list("threshold", "hits"))

    def say(slug: str, score: str) -> None:
        office.run_program(
            slug, person_score=f'{{ value = "{score}", rule = "A-DD-02", confirmed = false, note = "ours" }}'
        )

    alike = "Zoltan Varkonyi"
    office.partner("Larch", executives=(alike,))
    load(*ENTRIES)
    say("lax", "1")
    assert results() == [(1000, 0)]
    say("strict", "0.5")
    assert results() == [(1000, 0), (500, 1)]
    say("laxer", "0.9")  # the most careful program decides
    assert results() == [(1000, 0), (500, 1)]


@pytest.mark.rule("A-DD-02")
def test_of_several_thresholds_the_most_careful_result_stands(office: Office) -> None:
    office.partner("Larch", executives=(WANTED,))
    load(*ENTRIES)
    screen_all(office)
    with office.at_work():
        found = Screening.objects.get(subject__name=WANTED)
        people = Subject.objects.values_list("pk", flat=True)
        before = [one.hit.entry.uid for one in standing_hits(people)]
        Screening.objects.create(
            subject=found.subject, list_version=found.list_version, matcher_version=MATCHER_VERSION, threshold=999
        )
        assert before == [one.hit.entry.uid for one in standing_hits(people)] == ["P1"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Screening.objects.create(
                subject=found.subject, list_version=found.list_version, matcher_version=MATCHER_VERSION, threshold=999
            )


@pytest.mark.rule("A-DD-02")
def test_trade_name_of_an_applicant_and_of_a_partner_is_screened_too(office: Office) -> None:
    load(*ENTRIES)
    application = office.apply("Quiet Meadow GmbH", trade_name=WANTED_COMPANY)
    partner = office.partner("Quiet Orchard GmbH")
    with office.at_work():
        CompanyFact.objects.create(partner=partner, kind="trade_name", value=WANTED_COMPANY, period=SINCE)
        screen_case(office.case_of(application).pk, at=NOW)
    screen_all(office)
    with office.at_work():
        hits = {
            (hit.subject.application_id, hit.subject.partner_id, hit.subject.role)
            for hit in Hit.objects.select_related("subject")
        }
    assert hits == {(application.pk, None, "trade_name"), (None, partner.pk, "trade_name")}
    assert office.case_of(application).state == CaseState.ESCALATED


@pytest.mark.rule("A-DD-02")
def test_answer_of_the_application_adds_a_check(office: Office) -> None:
    wants = '[{ rule = "A-DD-02", check = "secretary_of_state", question = "officials", is = "yes" }]'
    program = office.run_program("careful", added_checks=wants)
    said = {}
    for answer in ("yes", "no"):
        case = office.case_of(office.apply(f"Firm {answer}", program=program, answers={"officials": answer}))
        with office.at_work():
            said[answer] = {line.row.check_kind: line.outcome for line in lines_of(case)}["secretary_of_state"]
    assert said == {"yes": None, "no": Outcome.NOT_APPLICABLE}
