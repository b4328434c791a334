import pytest
from django.utils import translation

from portal.guides.comparison import compare_guides
from portal.guides.documents import read_guide
from portal.guides.shipped import LIBRARY

CHANGES = [
    ("gpn-2014", "percent.Gold = 25", "percent.Gold = 30", "Gold: Genesys University training discount, % 25 to 30"),
    ("gpn-2014", 'Silver = "by_invitation", Bronze', 'Silver = "yes", Bronze',
     "Silver: Partner recorded videos in briefing centers by_invitation to yes"),
    ("gpn-2014", 'TechBronze = "gvalidated"', 'TechBronze = "na"',
     "TECH Bronze: Technology solution-specific logo gvalidated to na"),
    ("gpn-2014", "min_cases = { value = 20", "min_cases = { value = 25", "KPI 1, fewest cases 20 to 25"),
    ("gpn-2014", "{ below = 70, points = 1 }", "{ below = 72, points = 1 }",
     "KPI 1, points on the care rate with below 72, points 1, without below 70, points 1"),
    ("gpn-2014", 'step = { value = "0.5"', 'step = { value = "0.75"', "KPI 2, points on the care rate 0.5 to 0.75"),
    ("gpn-2014", 'value = "demosrv_only"', 'value = "na"', "Demo tools for TECH, value demosrv_only to na"),
    ("aligned-si", "weights.stage_2 = { value = 25", "weights.stage_2 = { value = 30",
     "Recurring revenue of registered deals by sales stage, USD: stage_2, % 25 to 30"),
    ("aligned-si", "at_most = { value = 10", "at_most = { value = 12", "Points for new badges, at most 10 to 12"),
    ("aligned-si", 'points.BRANDFOLDER = { value = "2"', 'points.BRANDFOLDER = { value = "3"',
     "BRANDFOLDER: Deal registration discount, percentage points 2 to 3"),
    ("appfoundry", 'opens = { value = "10-01"', 'opens = { value = "10-15"', "Yearly review, opens 10-01 to 10-15"),
    ("appfoundry", '"partner_invoices", "gross_sales"]', '"partner_invoices"]',
     "Streams that recurring_revenue adds up without gross_sales"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "old", "new", "sentence"), CHANGES)
def test_changes_of_programs_are_said_in_their_words(program: str, old: str, new: str, sentence: str) -> None:
    source = (LIBRARY / f"{program}.toml").read_text()
    assert source.count(old) == 1

    assert list(map(str, compare_guides(read_guide(source), read_guide(source.replace(old, new))))) == [sentence]


def test_weights_are_named_with_tier_and_category_in_the_readers_language() -> None:
    source = (LIBRARY / "aligned-si.toml").read_text()
    changed = source.replace("weight.Silver = { value = 60", "weight.Silver = { value = 55")
    changed = changed.replace("weight.Silver = { value = 40", "weight.Silver = { value = 45")

    with translation.override("ru"):
        subjects = [change.subject for change in compare_guides(read_guide(source), read_guide(changed))]

    assert ["Серебряный" in subject for subject in subjects] == [True, True]
    assert "Производительность" in subjects[0]
