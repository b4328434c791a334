"""What the checks find in a tier guide: what its document really contains, and what somebody planted."""

import re
import tomllib
from pathlib import Path

import pytest

from portal.embedded.places import ROOT
from portal.guides.checking import Report, check_guide
from portal.guides.documents import read_guide
from portal.guides.findings import Finding, Severity
from portal.guides.lints import blocks_of
from portal.guides.shipped import LIBRARY, shipped_guides
from tiering.checks import shipped_guides_are_measured
from tiering.metrics.registry import METRICS

GPN = (LIBRARY / "gpn-2014.toml").read_text()
SHIPPED = {path.stem: path.read_text() for path in shipped_guides()}


def acknowledgements() -> list[tuple[str, str]]:
    return [(guide, name) for guide in SHIPPED for name in tomllib.loads(SHIPPED[guide]).get("acknowledged", {})]


def without(source: str, name: str) -> str:
    return re.sub(rf"\n\[acknowledged\.{name}\]\n(?:[^\[\n].*\n)*", "\n", source)


def new_errors(source: str, old: str, new: str) -> tuple[Finding, ...]:
    assert old in source
    return check_guide(source.replace(old, new, 1)).errors


@pytest.mark.parametrize("guide", SHIPPED)
def test_shipped_guide_has_no_error(guide: str) -> None:
    report = check_guide(SHIPPED[guide])

    assert isinstance(report, Report)
    assert report.errors == ()


@pytest.mark.parametrize(("guide", "name"), acknowledgements())
def test_contradiction_of_a_document_is_an_error_until_it_is_acknowledged(guide: str, name: str) -> None:
    source = SHIPPED[guide]
    said = tomllib.loads(source)["acknowledged"][name]

    (error,) = check_guide(without(source, name)).errors

    assert (error.code, error.place) == (said["code"], said["place"])
    assert error.about == said.get("about", error.about)


@pytest.mark.parametrize(
    ("guide", "name", "code", "rule"),
    [
        pytest.param("gpn-2014", "bangladesh", "markets.country_twice", "G-MKT-02", marks=pytest.mark.rule("G-MKT-02")),
        pytest.param("gpn-2014", "vietnam", "markets.country_twice", "G-MKT-02", marks=pytest.mark.rule("G-MKT-02")),
        pytest.param("gpn-2014", "bep_silver", "baskets.impossible", "G-MIX-10", marks=pytest.mark.rule("G-MIX-10")),
        pytest.param("gpn-2014", "gold_dates", "moves.conflict", "G-TIER-05", marks=pytest.mark.rule("G-TIER-05")),
        pytest.param(
            "appfoundry", "gross_sales", "values.counted_twice", "A-REV-04", marks=pytest.mark.rule("A-REV-04")
        ),
    ],
)
def test_contradictions_of_the_documents_are_found_and_name_their_rule(
    guide: str, name: str, code: str, rule: str
) -> None:
    found = {finding.acknowledged: finding for finding in check_guide(SHIPPED[guide]).acknowledged}

    assert (found[name].code, found[name].rule, found[name].is_error) == (code, rule, False)


@pytest.mark.rule("G-MKT-02")
def test_acknowledged_country_that_is_listed_once_again_is_stale() -> None:
    (error,) = new_errors(GPN, '["AZ"], ["BD"], ["BY"]', '["AZ"], ["BY"]')

    assert (error.code, error.place) == ("acknowledged.stale", "acknowledged.bangladesh")


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('["FR"], ["DE"]', '["FR"], ["DE"], ["AR"]', "markets.country_twice", "markets.classes.LG.groups"),
        ('"Japan" = ["JP"]', '"Japan" = ["JP", "BR"]', "markets.region_twice", "markets.regions.Japan"),
        ("SM = { value = 0,", "SM = { value = 10,", "bands.gap", "markets.from_gnp.SM"),
        ("MID = { value = 100,", "MID = { value = 200,", "bands.overlap", "markets.from_gnp.MID"),
        (
            "quota.Gold = { NA = 8, MAJ = 5, LG = 3, MID = 3, SM = 3 }",
            "quota.Gold = { NA = 8, MAJ = 5, LG = 3, MID = 3, SM = 1 }",
            "tiers.easier",
            "requirements.customers.standard.quota.Gold.SM",
        ),
        (
            "quota = { Gold = 3, Silver = 3, Bronze = 3 }",
            "quota = { Gold = 4, Silver = 3, Bronze = 3 }",
            "tiers.easier",
            "requirements.churn.cloud.quota.Gold",
        ),
        (
            "quota = { Gold = 80, Silver = 70, Bronze = 70,",
            'quota = { Gold = "not_applicable", Silver = 70, Bronze = 70,',
            "tiers.easier",
            "requirements.kpi1.standard.quota.Gold",
        ),
        (
            "quota.Gold = { NA = 8, MAJ = 5, LG = 3, MID = 3, SM = 3 }",
            "quota.Gold = { NA = 8, MAJ = 5, LG = 3, MID = 3 }",
            "markets.missing",
            "requirements.customers.standard.quota.Gold",
        ),
        (
            "quota = { Gold = 100, Silver = 100, Bronze = 100 }",
            "quota = { Gold = 101, Silver = 100, Bronze = 100 }",
            "shape",
            "requirements.kpi2.cloud.quota.Gold",
        ),
        (
            "GCP8-CIV = 6, GCP8-CSIP = 2 }",
            "GCP8-CIV = 13, GCP8-CSIP = 2 }",
            "baskets.impossible",
            "baskets.gcp.mixes.Gold.NA",
        ),
        (
            'annual = { value = "new_year"',
            'Silver = { value = "next_month", rule = "G-TIER-04" }\nannual = { value = "new_year"',
            "moves.conflict",
            "tiering.moves.Silver",
        ),
        ("days = { value = 90,", "days = { value = 190,", "moves.recovery", "tiering.grace.days"),
        (
            "quota = { Silver = 2, Bronze = 1 }",
            "quota = { Silver = 2, Brnze = 1 }",
            "names.unknown",
            "requirements.gcd.technology.quota.Brnze",
        ),
        ('basket = "gcs"', 'basket = "gsc"', "names.unknown", "requirements.gcs.standard.basket"),
        ('blocks = ["new_customers"]', 'blocks = ["customers_new"]', "names.unknown", "targets.new_customers.blocks"),
        ('rule = "G-REQ-13"', 'rule = "REQ 13"', "rule.form", "requirements.churn.cloud.rule"),
        ('es = "Clientes nuevos"', 'es = " "', "text.missing", "requirements.new_customers.cloud.text.es"),
        (
            'of = ["survey_scores"]',
            'of = ["nps_avg"]',
            "values.cycle",
            "requirements.nps_avg.standard.of",
        ),
        (
            "[requirements.new_customers.cloud]",
            "[requirements.new_clients.cloud]",
            "metrics.unmeasured",
            "requirements.new_clients.cloud",
        ),
        (
            '["TECH"], tiers = ["Silver"]',
            '["TECH"], tiers = ["Gold"]',
            "benefits.nobody",
            "benefits.columns.TechSilver",
        ),
    ],
)  # fmt: skip
def test_planted_contradiction_is_found_at_its_line(old: str, new: str, code: str, place: str) -> None:
    found = [error for error in new_errors(GPN, old, new) if error.code == code]

    assert [error.place for error in found] == [place]
    line = GPN.replace(old, new, 1).splitlines()[found[0].line - 1]
    names = place.replace(".quota.", " ").split(".")
    assert any(name.split(" ")[-1] in line for name in (*names[1:], f'"{found[0].about}"'))


def test_values_in_a_circle_are_found_once() -> None:
    source = GPN.replace('of = ["survey_scores"]', 'of = ["churn"]').replace(
        'of = ["customers_lost", "customers_at_start"]', 'of = ["nps_avg", "customers_at_start"]'
    )

    (circle,) = [error for error in check_guide(source).errors if error.code == "values.cycle"]
    assert str(circle.message) == "is made of itself: churn < nps_avg < churn"


@pytest.mark.rule("X-04")
@pytest.mark.parametrize("guide", SHIPPED)
def test_unconfirmed_figure_that_money_depends_on_is_a_warning_and_figures_stay_marked(guide: str) -> None:
    warnings = [one for one in check_guide(SHIPPED[guide]).warnings if one.code == "money.unconfirmed"]

    assert {one.place for one in warnings} <= set(read_guide(SHIPPED[guide]).unconfirmed())
    assert all(one.severity is Severity.WARNING for one in warnings)


@pytest.mark.rule("X-04")
def test_figure_that_somebody_confirms_is_no_warning_any_more() -> None:
    def places(source: str) -> list[str]:
        return [one.place for one in check_guide(source).warnings]

    old = 'per_case = { value = "mean", confirmed = false,'
    assert "kpi1.parts.quality.per_case" in places(GPN)
    assert "kpi1.parts.quality.per_case" not in places(GPN.replace(old, 'per_case = { value = "mean",'))


@pytest.mark.parametrize("guide", SHIPPED)
def test_every_rule_that_a_guide_names_is_one_of_the_rules(guide: str) -> None:
    known = set((ROOT / "tests/rules/ids.txt").read_text().split())
    document = read_guide(SHIPPED[guide])
    parts = [*document.sections.items(), ("examples", document.examples), ("acknowledged", document.acknowledged)]

    named = {
        (place, rule)
        for key, part in parts
        for place, block in blocks_of(part, key)
        if (rule := getattr(block, "rule", ""))
    }

    assert sorted((place, rule) for place, rule in named if rule not in known) == []


def test_system_check_names_a_metric_that_nobody_measures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shipped_guides_are_measured(None) == []

    (tmp_path / "gpn-2014.toml").write_text(
        GPN.replace("[requirements.new_customers.cloud]", "[requirements.new_clients.cloud]")
    )
    monkeypatch.setattr("portal.guides.shipped.LIBRARY", tmp_path)
    (error,) = shipped_guides_are_measured(None)

    assert "new_clients" not in METRICS.all()
    assert (error.id, "nobody measures new_clients" in str(error.msg)) == ("tiering.E001", True)
