"""Partners in several countries, market classes and regions. The lists are written out here, apart from the guide."""

from typing import Any, cast

import pytest

from tests.tiering.library import shipped
from tests.tiering.scoring import TARGETS, VALUES, country, find_line, gcp, results, said, score
from tiering.guide.markets import MarketsSection
from tiering.rules.scoring.countries import Atlas, suggest_class

MARKETS = cast(MarketsSection, shipped("gpn-2014").sections["markets"])
CLASSES = {
    "NA": "US+CA",
    "MAJ": "AU+NZ BE BR CN+HK+TW FR DE IN ID IT JP NL KR ES GB+IE",
    "LG": "AR AT CL CO DK GR IL MY MX NO PE PH PL PT RU SG ZA SE CH TH TR",
    "MID": "BD CZ EG FI HU IQ JO KZ KW LV LB LY OM QA SK UA AE VN",
    "SM": (
        "AF AO AM AZ BD BY BJ BT BG BF MM BI KH CM CF TD KM CG CI DJ GQ ER EE ET GM GE GD GN HT KE KI KG LA LS LR LT MG"
        " ML MR MD MZ NP NI NE NG NU PG RO RW ST SA SN SL SB SO TJ TL TG TM TV UG UZ VU VE VN YE ZM ZW"
    ),
}
REGIONS = {
    "North America": "US CA",
    "Latin America": "BR AR CL CO MX PE GD HT NI VE",
    "Japan": "JP",
    "Australia/New Zealand": "AU NZ",
    "Asia Pacific": ("CN HK TW IN ID KR MY PH SG TH BD VN KZ AF BT MM KH KI KG LA NP NU PG SB TJ TL TM TV UZ VU"),
    "Europe": "BE FR DE IT NL ES GB IE AT DK GR NO PL PT RU SE CH CZ FI HU LV SK UA BY BG EE LT MD RO",
    "Middle East": "IL TR IQ JO KW LB OM QA AE AM AZ GE SA YE",
    "Africa": (
        "ZA EG LY AO BJ BF BI CM CF TD KM CG CI DJ GQ ER ET GM GN KE LS LR MG ML MR MZ NE NG RW ST SN SL SO TG UG ZM ZW"
    ),
}


@pytest.mark.rule("G-MKT-01", "G-MKT-03")
def test_classes_are_those_that_were_printed() -> None:
    found = {name: " ".join("+".join(group) for group in one.groups) for name, one in MARKETS.classes.items()}
    assert found == CLASSES
    groups = {name: len(listed.split()) for name, listed in CLASSES.items()}
    territories = [iso for listed in CLASSES.values() for iso in listed.replace("+", " ").split()]
    assert groups == {"NA": 1, "MAJ": 14, "LG": 21, "MID": 18, "SM": 68}
    assert (len(territories), len(set(territories))) == (127, 125)


@pytest.mark.rule("G-MKT-02")
@pytest.mark.parametrize("iso", ["BD", "VN"])
def test_country_that_is_listed_twice_has_one_class(iso: str) -> None:
    assert (MARKETS.classes_of(iso), MARKETS.class_of(iso)) == (("MID", "SM"), "MID")
    line = find_line(score(countries={iso: country()}), "trained_sales", tier="Gold")
    assert line.required == 3


@pytest.mark.rule("G-MKT-05")
def test_regions_hold_every_listed_country_once() -> None:
    assert {name: " ".join(figure.value) for name, figure in MARKETS.regions.items()} == REGIONS
    placed = [iso for listed in REGIONS.values() for iso in listed.split()]
    listed = {iso for line in CLASSES.values() for iso in line.replace("+", " ").split()}
    assert sorted(placed) == sorted(listed)
    assert all(not figure.confirmed for figure in MARKETS.regions.values())


@pytest.mark.rule("G-MKT-01")
@pytest.mark.parametrize(
    ("together", "scope", "required"),
    [
        (("US", "CA"), "US+CA", 6),
        (("CA", "US"), "US+CA", 6),
        (("NZ", "AU"), "AU+NZ", 5),
        (("TW", "CN", "HK"), "CN+HK+TW", 5),
        (("IE", "GB"), "GB+IE", 5),
        (("CA",), "CA", 6),
        (("TW", "CN"), "CN+TW", 5),
    ],
)
def test_countries_of_a_group_are_added_up(together: tuple[str, ...], scope: str, required: int) -> None:
    half = {"trained_sales": 3, "customers": 4, "mlb": "500000.00", "certifications": {"GCS8-CCTS": 2}}
    card = score(countries=dict.fromkeys(together, half))
    trained = find_line(card, "trained_sales", tier="Gold")
    assert (trained.scope, trained.required, trained.actual) == (scope, required, 3 * len(together))
    assert find_line(card, "gcs", tier="Gold").actual == 2 * len(together)
    assert card.countries == {}


@pytest.mark.rule("G-MKT-04")
def test_country_in_no_class_never_passes_and_never_breaks() -> None:
    card = score(countries={"PK": country()}, targets={"mlb": {"PK": TARGETS}})
    found = {line.requirement: (line.result, said(line)[4]) for line in card.lines if line.tier == "Bronze"}
    unclassified = ("missing_target", "PK is unclassified: in no market class")
    assert card.tier is None
    assert found["mlb"][0] == "met"
    assert {key for key, line in found.items() if line == unclassified} == {
        "trained_sales", "gcps", "gcp", "gcs", "gcd", "customers",
    }  # fmt: skip


@pytest.mark.rule("G-MKT-04")
def test_country_in_no_class_keeps_the_totals_open() -> None:
    card = score(countries={"US": country(), "PK": country()})
    assert find_line(card, "trained_sales", tier="Bronze", scope="total").result == "missing_target"
    assert find_line(card, "trained_sales", tier="Bronze", scope="US").result == "met"
    assert find_line(card, "gcd", tier="Bronze", scope="PK").result == "missing_target"
    assert find_line(card, "gcp", tier="Bronze", scope="mix").result == "missing_target"


@pytest.mark.rule("G-MKT-03", "G-MKT-04")
@pytest.mark.parametrize(("product", "expected"), [(99, "SM"), (100, "MID"), (199, "MID"), (200, "LG"), (5000, "LG")])
def test_class_is_suggested_by_product_and_a_boundary_goes_up(product: int, expected: str) -> None:
    assert suggest_class(MARKETS, product) == expected


@pytest.mark.rule("G-MKT-01")
@pytest.mark.parametrize(
    ("written", "iso"),
    [("Türkiye", "TR"), ("UK", "GB"), ("burma", "MM"), ("Myanmar", "MM"), ("de", "DE"), ("Atlantis", None)],
)
def test_countries_go_by_printed_names_and_aliases(written: str, iso: str | None) -> None:
    assert MARKETS.country_named(written) == iso


def test_groups_come_strictest_class_first_whatever_their_order() -> None:
    found = [group.scope for group in Atlas(MARKETS).group_countries(("KE", "PK", "CA", "DE", "US", "EG"))]
    assert found == ["US+CA", "DE", "EG", "KE", "PK"]


def abroad(**changes: Any) -> dict[str, Any]:
    """What a partner has in a country where nothing is asked of interest."""
    return {"trained_sales": 99, "customers": 99, "mlb": "9000000.00", "certifications": {}, **changes}


def three(key: str, numbers: tuple[int, int, int]) -> dict[str, Any]:
    return {iso: abroad(**{key: number}) for iso, number in zip(("US", "DE", "KE"), numbers, strict=True)}


# C49
@pytest.mark.rule("G-MC-01", "G-MC-02", "G-MC-05")
@pytest.mark.parametrize(
    ("requirement", "shares", "total"),
    [
        ("trained_sales", (3, 3, 1), 7),
        ("gcps", (2, 2, 1), 5),
        ("gcp", (7, 6, 2), 15),
        ("gcs", (2, 2, 1), 4),
        ("customers", (4, 3, 2), 8),
    ],
)
def test_share_of_each_country_and_total_over_all(requirement: str, shares: tuple[int, ...], total: int) -> None:
    card = score(countries={iso: country() for iso in ("US", "DE", "KE")})
    found = [find_line(card, requirement, tier="Gold", scope=iso).required for iso in ("US", "DE", "KE")]
    assert tuple(found) == shares
    assert find_line(card, requirement, tier="Gold", scope="total").required == total


# C49
@pytest.mark.rule("G-MC-04")
def test_one_developer_in_each_region() -> None:
    card = score(countries={"US": country(), "DE": abroad(), "FR": abroad(), "KE": country()})
    found = {
        line.scope: (line.result, line.required, line.actual)
        for line in card.lines
        if (line.requirement, line.tier) == ("gcd", "Gold")
    }
    assert found == {"North America": ("met", 1, 1), "Europe": ("missed", 1, 0), "Africa": ("met", 1, 1)}
    without = score(countries={"US": abroad(), "DE": abroad()}, uses_sdk=False)
    assert {line.result for line in without.lines if line.requirement == "gcd"} == {"not_applicable"}


# C94
@pytest.mark.rule("G-MC-02", "G-MC-05")
@pytest.mark.parametrize(
    ("requirement", "us", "ke", "passes"),
    [("customers", 4, 2, False), ("customers", 4, 4, True), ("gcp", 11, 3, False), ("gcp", 11, 4, True)],
)
def test_total_may_bind(requirement: str, us: int, ke: int, passes: bool) -> None:
    def told(number: int) -> dict[str, Any]:
        if requirement == "customers":
            return abroad(customers=number)
        return abroad(certifications=gcp(CIV=number))

    card = score(countries={"US": told(us), "KE": told(ke)})
    found = [find_line(card, requirement, tier="Gold", scope=scope).result for scope in ("US", "KE", "total")]
    assert found == ["met", "met", "met" if passes else "missed"]


@pytest.mark.rule("G-MC-02")
def test_switch_lets_the_largest_quota_itself_be_enough() -> None:
    from tests.tiering.scoring import facts
    from tiering.guide.recognition import RecognitionSection
    from tiering.rules.scoring.evaluate import compile_guide

    sections = dict(shipped("gpn-2014").sections)
    recognition = cast(RecognitionSection, sections["recognition"])
    switch = recognition.total_strict.model_copy(update={"value": False})
    sections["recognition"] = recognition.model_copy(update={"total_strict": switch})
    card = compile_guide(sections).evaluate(facts(countries={"US": country(), "KE": country()}))
    assert find_line(card, "gcp", tier="Gold", scope="total").required == 14


@pytest.mark.rule("G-MC-07")
def test_mix_is_tested_once_on_all_certificates_by_the_largest_country() -> None:
    us = gcp(CIV=4, CSIP=1, CVP=2, CWFM=2)
    ke = gcp(CIV=2, CSIP=1, CGIM=2, COV=2)
    card = score(countries={"KE": abroad(certifications=ke), "US": abroad(certifications=us)})
    assert said(find_line(card, "gcp", tier="Gold", scope="mix")) == ("met", 14, 16, 16, "")
    poor = score(countries={"KE": abroad(certifications=gcp(CIV=7)), "US": abroad(certifications=gcp(CIV=8))})
    found = [find_line(poor, "gcp", tier="Gold", scope=scope).result for scope in ("US", "KE", "total", "mix")]
    assert found == ["met", "met", "met", "missed"]
    assert not [line for line in card.lines if line.requirement == "gcs" and line.scope == "mix"]


def recognised() -> dict[str, Any]:
    """Gold in the United States and Kenya, but for the level of business."""
    certificates = {"GCPS8-CORE": 4, "GCS8-CCTS": 4, "GCD8-PSDK": 1, **gcp(CIV=6, CSIP=2, CVP=2, CWFM=2, CGIM=2)}
    us = country(trained_sales=6, certifications=certificates)
    ke = country(trained_sales=2, customers=3, certifications=certificates, mlb="150000.00")
    return {
        "countries": {"US": us, "KE": ke},
        "targets": {"mlb": {"US": TARGETS, "KE": {"Gold": "300000.00", "Silver": "120000.00", "Bronze": "45000.00"}}},
    }


# C52
@pytest.mark.rule("G-MC-01", "G-MC-06")
def test_missed_business_of_a_country_costs_its_tier_there_alone() -> None:
    card = score(**recognised())
    assert (card.tier, card.countries) == ("Gold", {"US": "Gold", "KE": "Silver"})
    assert find_line(card, "mlb", tier="Gold", scope="KE").result == "missed"


@pytest.mark.rule("G-MC-06")
def test_country_without_any_level_of_business_has_no_tier() -> None:
    told = recognised()
    told["countries"]["KE"]["mlb"] = "1.00"
    card = score(**told)
    assert (card.tier, card.countries) == ("Gold", {"US": "Gold", "KE": None})
    assert score(**{**told, "targets": {}}).countries == {"US": None, "KE": None}


@pytest.mark.rule("G-MC-01")
def test_no_country_is_above_the_recognised_tier() -> None:
    card = score(**recognised(), values={**VALUES, "kpi1": "75"})
    assert (card.tier, card.countries) == ("Silver", {"US": "Silver", "KE": "Silver"})
    lost = score(**recognised(), values={})
    assert (lost.tier, lost.countries) == (None, {"US": None, "KE": None})


@pytest.mark.rule("G-MC-08")
def test_figures_set_per_country_count_there_and_the_others_once() -> None:
    told = recognised()
    told["countries"]["KE"] |= {"new_customers": 1, "mlb": "300000.00"}
    card = score("CLD", **told)
    assert (card.tier, card.countries) == ("Gold", {"US": "Gold", "KE": "Bronze"})
    assert find_line(card, "new_customers", tier="Gold", scope="US").actual == 3
    assert results(card, tier="Gold")["churn_max_pct", "partner"] == "met"
    assert ("nps_avg_min", "partner") in results(card, tier="Gold")


# C49 d with G-MC-03
@pytest.mark.rule("G-MC-03")
@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        ({}, {"US": "met", "KE": "waived", "total": "missed"}),
        ({"scope": "total"}, {"US": "met", "KE": "missed", "total": "waived"}),
        ({"scope": "KE"}, {"US": "met", "KE": "waived", "total": "missed"}),
        ({"scope": "US"}, {"US": "met", "KE": "missed", "total": "missed"}),
    ],
)
def test_exception_for_central_care_names_the_test_it_lifts(waiver: dict[str, str], expected: dict[str, str]) -> None:
    told = {"US": country(certifications={"GCS8-CCTS": 3}), "KE": country(certifications={})}
    card = score(countries=told, waivers=[{"requirement": "gcs", **waiver}])
    found = {line.scope: line.result for line in card.lines if (line.requirement, line.tier) == ("gcs", "Gold")}
    assert found == expected


@pytest.mark.rule("X-08")
def test_other_waivers_without_a_scope_lift_every_line() -> None:
    told = {"US": country(certifications={}), "KE": country(certifications={})}
    card = score(countries=told, waivers=[{"requirement": "gcp"}])
    found = {line.result for line in card.lines if line.requirement == "gcp"}
    assert found == {"waived"}


def test_specialist_in_two_countries_has_lines_by_code_and_country() -> None:
    certificates = {"GCPS8-CORE": 3, "GCPS8-WFO": 1, **gcp(CIV=1, CSIP=1, CGIM=3, CWFM=3)}
    told = {"US": country(certifications=certificates), "KE": country(certifications=certificates)}
    card = score("SR", specializations=["WFO"], countries=told)
    found = {line.scope: line.result for line in card.lines if (line.requirement, line.tier) == ("gcp", "Gold")}
    assert found == {"WFO/US": "met", "WFO/KE": "met", "WFO/total": "met", "WFO/mix": "met"}
    assert card.specializations == {"WFO": card.tier}
    assert set(card.countries) == {"US", "KE"}


def test_partner_without_a_country_is_answered() -> None:
    nowhere: tuple[dict[str, Any] | None, ...] = ({}, None)
    for told in nowhere:
        card = score(countries=told)
        assert (card.tier, find_line(card, "gcp", tier="Bronze").result) == (None, "missing_target")
