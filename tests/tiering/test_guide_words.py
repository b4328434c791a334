import pytest
from django.utils import translation

from portal.guides.comparison import compare_guides
from portal.guides.documents import read_guide
from portal.guides.shipped import LIBRARY

SOURCE = (LIBRARY / "gpn-2014.toml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            "quota.Silver = { NA = 6, MAJ = 5, LG = 4, MID = 4, SM = 3 }",
            "quota.Silver = { NA = 6, MAJ = 5, LG = 5, MID = 4, SM = 3 }",
            [
                "Silver, large markets: certified professionals (GCP) for VAR, CLD, MSP, SVC 4 to 5",
                "Silver, large markets: certified professionals (GCP) for SR 4 to 5",
            ],
        ),
        (
            "quota.Gold = { NA = 8, MAJ = 5, LG = 3, MID = 3, SM = 3 }",
            "quota.Gold = { NA = 8, MAJ = 5, LG = 3, MID = 3 }",
            ["Gold, small markets: customers served: removed (was 3)"],
        ),
        ('["GB", "IE"],\n', '["GB"],\n', ["Countries of major markets with GB, without GB+IE"]),
        ('rule = "G-TIER-08", confirmed = false, note = "Not stated: one quarter"', 'rule = "G-TIER-08"', [
            "Recovery period, days: confirmed",
            "Recovery period, days, note: removed (was Not stated: one quarter)",
        ]),
        ("mixes.Gold.LG = { least = { GCP8-CIV = 2,", "mixes.Gold.LG = { least = { GCP8-CIV = 3,", [
            "Gold, large markets: basket gcp, at least GCP8-CIV 2 to 3",
        ]),
        (
            "percent.Gold = 25",
            "percent.Gold = 30",
            ["Gold: Genesys University training discount, % 25 to 30"],
        ),
        (
            'rule = "G-REQ-13"\n',
            'rule = "G-REQ-13"\nconfirmed = false\n',
            ["Customer churn, %: no longer confirmed"],
        ),
    ],
)  # fmt: skip
def test_changes_of_a_tier_guide_are_said_in_its_own_words(old: str, new: str, sentences: list[str]) -> None:
    assert old in SOURCE

    assert list(map(str, compare_guides(read_guide(SOURCE), read_guide(SOURCE.replace(old, new))))) == sentences


def test_tiers_and_requirements_are_named_in_the_readers_language() -> None:
    changed = SOURCE.replace(
        "quota = { Gold = 8, Silver = 8, Bronze = 8 }", "quota = { Gold = 9, Silver = 8, Bronze = 8 }"
    )

    with translation.override("es"):
        (change,) = compare_guides(read_guide(SOURCE), read_guide(changed))

    assert change.subject == "Oro: puntuación media de las encuestas"
