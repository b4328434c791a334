"""Doors as the guides have them: each need shuts by itself, nothing opens by default, and the words of the rules hold."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.guide import doors as sections
from partners.guide import papers
from partners.guide.agreements import SECTION as AGREEMENTS
from partners.guide.applications import SECTION as APPLICATIONS
from partners.paper_states import PAPER_STATES, PaperState
from partners.rules.agreements import documents_of
from partners.rules.doors import Facts, Line, PaperStanding, concerns, look_at, open_doors
from partners.rules.papers import EndMissing, EndPast, good_until, not_ticked, papers_of
from portal.embedded.places import ROOT
from portal.guides.documents import Document, read_guide
from portal.guides.linting import lint_guide

LIBRARY = ("gpn-2014", "appfoundry", "partner-program", "aligned-si")
DAY = date(2026, 6, 30)
H, A, R, P, E = PaperState
MOVES = {(H, A), (H, R), (H, P), (A, P), (A, E)}


def guide_of(slug: str, *changes: tuple[str, str]) -> Document:
    source = (ROOT / f"portal/guides/library/{slug}.toml").read_text()
    for before, after in changes:
        assert before in source
        source = source.replace(before, after, 1)
    return read_guide(source)


GUIDES = {slug: guide_of(slug) for slug in LIBRARY}


def doors_of(slug: str) -> sections.DoorsSection:
    found: Any = GUIDES[slug].sections[sections.SECTION]
    assert isinstance(found, sections.DoorsSection)
    return found


def papers_in(slug: str) -> dict[str, papers.PaperTerms]:
    found: Any = GUIDES[slug].sections.get(papers.SECTION)
    return found.all() if found else {}


def everything(slug: str, category: str) -> Facts:
    """A partner that lacks nothing."""
    signed: Any = GUIDES[slug].sections[AGREEMENTS]
    wanted = documents_of(signed, category=category, flags=signed.conditions)
    codes = {
        code
        for door in doors_of(slug).all().values()
        for need in door.needs
        if isinstance(need, sections.CertificateNeed)
        for code in need.codes
    }
    return Facts(
        day=DAY,
        categories=frozenset({category}),
        active=frozenset({category}),
        agreements={category: tuple(wanted)},
        executed=frozenset(wanted),
        papers=dict.fromkeys(papers_in(slug), "good"),
        holders={code: frozenset({7}) for code in codes},
        fees={category: frozenset({2026})},
        exceptions=frozenset((key, choice) for key, door in doors_of(slug).all().items() for choice in door.choices),
    )


def categories_of(slug: str) -> list[str]:
    return list(GUIDES[slug].sections["tiering"].categories)  # type: ignore[attr-defined]


PLACES = [
    (slug, category, key)
    for slug in LIBRARY
    for category in categories_of(slug)
    for key, door in doors_of(slug).all().items()
    if concerns(door, {category})
]


@pytest.mark.rule("G-GEN-02")
@pytest.mark.parametrize(("slug", "category", "key"), PLACES)
def test_every_door_opens_to_who_lacks_nothing_and_to_nobody_else(slug: str, category: str, key: str) -> None:
    """Each fact is taken away alone: a door it is behind is shut, and names it."""
    section, whole = doors_of(slug), everything(slug, category)
    door = section.all()[key]

    for choice in list(door.choices) or [""]:
        assert look_at(section, key, whole, choice).is_open
        shut = {
            "active": replace(whole, active=frozenset()),
            "free": replace(whole, is_held=True),
            "agreements": replace(whole, executed=frozenset()),
            "paper": replace(whole, papers={}),
            "certificate": replace(whole, holders={}),
            "fee": replace(whole, fees={category: frozenset({2025})}),
            "exception": replace(whole, exceptions=frozenset()),
        }
        kinds = {line.kind for line in look_at(section, key, whole, choice).lines}
        asked = {"free"} | {"agreements" if kind == "agreement" else kind for kind in kinds}
        for kind, facts in shut.items():
            look = look_at(section, key, facts, choice)
            assert look.is_open is (kind not in asked)
            assert {line.kind for line in look.missing} <= ({kind, "agreement"} if kind == "agreements" else {kind})


@pytest.mark.parametrize("slug", LIBRARY)
def test_nothing_is_open_to_who_is_unknown(slug: str) -> None:
    nobody = Facts(day=DAY)

    assert not any(look.is_open for looks in open_doors(doors_of(slug), nobody).values() for look in looks)


def test_choice_that_the_door_has_not_is_no_way_around_its_needs() -> None:
    for choice in ("engage", "Other", "genesys_cloud "):
        with pytest.raises(KeyError):
            look_at(doors_of("appfoundry"), "listing", everything("appfoundry", "ISV"), choice)
    with pytest.raises(KeyError):
        look_at(doors_of("appfoundry"), "support", everything("appfoundry", "ISV"), "other")


@pytest.mark.rule("G-TECH-02")
@given(standing=st.sampled_from(["", "waiting", "returned", "over", "good"]), rest=st.booleans())
def test_only_an_accepted_development_plan_opens_sdk_and_validation(standing: PaperStanding, rest: bool) -> None:
    whole = everything("gpn-2014", "TECH")
    facts = replace(whole, papers={"development_plan": standing, "solutions_guide": "good" if rest else ""})

    for key in ("sdk", "validation"):
        look = look_at(doors_of("gpn-2014"), key, facts)
        assert look.is_open is (standing == "good")
        assert all(line.what == ("development_plan",) and line.rule == "G-TECH-02" for line in look.missing)


@pytest.mark.rule("G-TECH-02")
@pytest.mark.rule("G-TECH-03")
@given(
    ticked=st.sets(
        st.sampled_from(["solution_outline", "validation_approach", "proof_of_testing", "scalability", "performance"])
    )
)
def test_plan_and_guide_are_complete_with_what_the_rules_name_only(ticked: set[str]) -> None:
    kinds = papers_in("gpn-2014")

    assert (not not_ticked(kinds["development_plan"], ticked)) is (
        {"solution_outline", "validation_approach"} <= ticked
    )
    testing = {"proof_of_testing", "scalability", "performance"}
    assert (not not_ticked(kinds["solutions_guide"], ticked)) is (testing <= ticked)


@pytest.mark.rule("G-TECH-03")
def test_approval_waits_for_the_solutions_guide_after_the_development() -> None:
    whole = everything("gpn-2014", "TECH")
    developed = replace(whole, papers={"development_plan": "good"})

    assert look_at(doors_of("gpn-2014"), "validation", developed).is_open
    shut = look_at(doors_of("gpn-2014"), "approval", developed)
    assert [(line.what, line.rule) for line in shut.missing] == [(("solutions_guide",), "G-TECH-03")]
    assert look_at(doors_of("gpn-2014"), "approval", whole).is_open


@pytest.mark.rule("G-TECH-01")
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(-3, 3))
def test_fee_of_last_year_opens_for_thirty_days_and_no_other(day: date, years: int) -> None:
    whole = everything("gpn-2014", "TECH")
    paid = day.year - years
    facts = replace(whole, day=day, fees={"TECH": frozenset({paid})})

    is_open = look_at(doors_of("gpn-2014"), "validation", facts).is_open
    assert is_open is (years == 0 or (years == 1 and (day - date(day.year, 1, 1)).days < 30))
    another = replace(facts, fees={"VAR": frozenset({day.year})})
    assert not look_at(doors_of("gpn-2014"), "validation", another).is_open


@pytest.mark.rule("A-CRT-01")
@pytest.mark.parametrize("key", ["listing", "support", "sdk"])
@pytest.mark.parametrize(("people", "opens"), [((), False), ((1,), True), ((1, 2), True)])
def test_one_certified_employee_opens_listing_support_and_sdk(key: str, people: tuple[int, ...], opens: bool) -> None:
    facts = replace(everything("appfoundry", "ISV"), holders={"CCP": frozenset(people), "CSP": frozenset({3})})

    look = look_at(doors_of("appfoundry"), key, facts)

    assert look.is_open is opens
    assert look.missing == (
        () if opens else (Line("certificate", "A-CRT-01", is_met=False, what=("CCP",), have=0, want=1),)
    )


@pytest.mark.rule("A-CRT-01")
@pytest.mark.parametrize("standing", ["", "waiting", "returned", "over"])
def test_support_asks_for_a_licence_that_is_valid_beside_the_certificate(standing: PaperStanding) -> None:
    whole = everything("appfoundry", "ISV")
    facts = replace(whole, papers={**whole.papers, "licence": standing})

    assert [line.what for line in look_at(doors_of("appfoundry"), "support", facts).missing] == [("licence",)]
    assert look_at(doors_of("appfoundry"), "sdk", facts).is_open
    assert look_at(doors_of("appfoundry"), "listing", facts).is_open


@pytest.mark.rule("A-ONB-02")
def test_listing_is_for_genesys_cloud_unless_somebody_says_otherwise() -> None:
    door = doors_of("appfoundry").all()["listing"]
    facts = replace(everything("appfoundry", "ISV"), exceptions=frozenset())

    assert look_at(doors_of("appfoundry"), "listing", facts).choice == "genesys_cloud"
    assert look_at(doors_of("appfoundry"), "listing", facts).is_open
    others = [choice for choice in door.choices if choice != "genesys_cloud"]
    assert others
    for choice in others:
        shut = look_at(doors_of("appfoundry"), "listing", facts, choice)
        assert [(line.kind, line.rule) for line in shut.missing] == [("exception", "A-ONB-02")]
        granted = replace(facts, exceptions=frozenset({("listing", choice)}))
        assert look_at(doors_of("appfoundry"), "listing", granted, choice).is_open
        elsewhere = replace(facts, exceptions=frozenset({("support", choice), ("listing", "genesys_cloud")}))
        assert not look_at(doors_of("appfoundry"), "listing", elsewhere, choice).is_open


@pytest.mark.rule("A-ONB-04")
def test_every_type_of_company_may_apply_and_lists_on_the_terms_for_software_vendors() -> None:
    """Six kinds of companies are asked for, one category takes them all, and its agreements are what a listing waits for."""
    applications: Any = GUIDES["appfoundry"].sections[APPLICATIONS]
    signed: Any = GUIDES["appfoundry"].sections[AGREEMENTS]
    terms = tuple(documents_of(signed, category="ISV", flags=()))

    assert set(applications.questions["type"].choices) == {"isv", "ihv", "var", "si", "developer", "customer"}
    assert not applications.questions["type"].categories
    assert list(applications.open_categories()) == categories_of("appfoundry") == ["ISV"]
    whole = everything("appfoundry", "ISV")
    for key in terms:
        shut = look_at(doors_of("appfoundry"), "listing", replace(whole, executed=whole.executed - {key}))
        assert ("agreements", "A-ONB-04", (key,)) in [(line.kind, line.rule, line.what) for line in shut.missing]


@pytest.mark.rule("A-REQ-01")
def test_listing_waits_for_everything_that_is_owed_all_the_time() -> None:
    whole = everything("appfoundry", "ISV")
    section = doors_of("appfoundry")
    asked = {line.what[0] for line in look_at(section, "listing", whole).lines if line.rule == "A-REQ-01" and line.what}

    assert asked == {"roadmap", "solutions_guide", "compatibility", "code_of_conduct"}
    assert "report" in papers_in("appfoundry")
    # Compatibility and roadmap are continued: what was accepted once is over after its year.
    for key in ("roadmap", "compatibility"):
        end = good_until(papers_in("appfoundry")[key], accepted_on=DAY, named=None)
        assert end == date(2027, 6, 30)
        assert not look_at(section, "listing", replace(whole, papers={**whole.papers, key: "over"})).is_open


@pytest.mark.rule("G-REL-02")
@pytest.mark.parametrize("category", categories_of("gpn-2014"))
def test_welcome_kit_waits_for_the_last_signature(category: str) -> None:
    whole = everything("gpn-2014", category)
    wanted = whole.agreements[category]

    assert look_at(doors_of("gpn-2014"), "welcome_kit", whole).is_open
    for key in wanted:
        look = look_at(doors_of("gpn-2014"), "welcome_kit", replace(whole, executed=whole.executed - {key}))
        assert [(line.rule, line.what) for line in look.missing] == [("G-REL-02", (key,))]


@pytest.mark.rule("G-REL-04")
def test_principles_of_engagement_are_for_all_but_technology_and_oem() -> None:
    section = doors_of("gpn-2014")
    readers = {
        category
        for category in categories_of("gpn-2014")
        if look_at(section, "principles", everything("gpn-2014", category)).is_open
    }

    assert set(categories_of("gpn-2014")) - readers == {"TECH", "OEM"}


@pytest.mark.rule("G-REL-05")
def test_partners_of_every_column_are_invited_to_conferences() -> None:
    section = doors_of("gpn-2014")

    for category in categories_of("gpn-2014"):
        bare = Facts(day=DAY, categories=frozenset({category}), active=frozenset({category}))
        assert look_at(section, "partner_conference", bare).is_open
        assert not look_at(section, "partner_conference", replace(bare, active=frozenset())).is_open


@pytest.mark.rule("G-TECH-02")
def test_category_on_its_way_opens_nothing_and_shuts_nothing() -> None:
    """A reseller that applies as technology partner beside keeps its SDK, and has no validation yet."""
    reseller = everything("gpn-2014", "VAR")
    both = replace(reseller, categories=frozenset({"VAR", "TECH"}), papers={}, fees={"TECH": frozenset({2026})})
    section = doors_of("gpn-2014")

    assert look_at(section, "sdk", both).is_open
    assert [line.kind for line in look_at(section, "validation", both).missing] == ["active", "paper"]


def test_certificates_of_one_person_are_one_person() -> None:
    need = '[[doors.support.needs]]\nkind = "certificate"\nrule = "A-CRT-01"\ncodes = ["CCP"]\npeople = { value = 1,'
    two = need.replace('["CCP"]', '["CCP", "CSP"]').replace("value = 1", "value = 2")
    section: Any = guide_of("appfoundry", (need, two)).sections[sections.SECTION]
    whole = everything("appfoundry", "ISV")

    same = replace(whole, holders={"CCP": frozenset({1}), "CSP": frozenset({1})})
    other = replace(whole, holders={"CCP": frozenset({1}), "CSP": frozenset({2})})

    assert not look_at(section, "support", same).is_open
    assert look_at(section, "support", other).is_open


@pytest.mark.rule("A-CRT-01")
def test_licence_is_accepted_with_its_last_day_only() -> None:
    licence = papers_in("appfoundry")["licence"]

    assert good_until(licence, accepted_on=DAY, named=DAY) == DAY
    with pytest.raises(EndMissing):
        good_until(licence, accepted_on=DAY, named=None)
    with pytest.raises(EndPast):
        good_until(licence, accepted_on=DAY, named=date(2026, 6, 29))
    assert good_until(papers_in("gpn-2014")["development_plan"], accepted_on=DAY, named=DAY) is None


@pytest.mark.rule("G-TECH-02")
def test_papers_are_asked_of_the_categories_that_owe_them() -> None:
    kinds = papers_in("gpn-2014")

    assert list(papers_of(kinds, categories={"TECH"})) == ["development_plan", "solutions_guide"]
    assert not papers_of(kinds, categories={"VAR", "OEM"})


@pytest.mark.parametrize(("start", "to"), list(product(PaperState, PaperState)))
def test_paper_moves_are_those_of_its_table_and_of_the_database(start: PaperState, to: PaperState) -> None:
    law = (ROOT / "partners/sql/papers.sql").read_text()

    assert PAPER_STATES.can_move(start, to) is ((start, to) in MOVES)
    assert (f"        ('{start}', '{to}')" in law) is ((start, to) in MOVES)


FAULTS = [
    ("gpn-2014", 'paper = "development_plan"\ncategories = ["TECH"]', 'paper = "development_plan"', "doors.shut"),
    ("gpn-2014", 'paper = "solutions_guide"\n', 'paper = "nothing"\n', "doors.unknown"),
    ("gpn-2014", 'document = "sdk"\ncategories = ["TECH"]', 'document = "sdk"', "doors.shut"),
    ("appfoundry", 'document = "code_of_conduct"', 'document = "codex"', "doors.unknown"),
    ("gpn-2014", 'about = { en = "The vendor reads your test plan', 'categories_ = 1\nabout = { en = "The', ""),
    ("appfoundry", 'usual = { value = "genesys_cloud"', 'usual = { value = "engage"', ""),
]


@pytest.mark.parametrize(("slug", "before", "after", "code"), FAULTS)
def test_guide_that_contradicts_itself_is_not_published(slug: str, before: str, after: str, code: str) -> None:
    if not code:
        with pytest.raises(Exception, match=r"usual|categories_"):
            guide_of(slug, (before, after))
        return
    found = {finding.code for finding in lint_guide(guide_of(slug, (before, after))) if finding.is_error}

    assert code in found
