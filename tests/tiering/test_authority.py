"""X-01 where the guide stores what overrides what: footnote over printed matrix, an exam mix of a footnote over the table."""

import pytest

from tests.tiering.library import benefits_of
from tiering.guide.benefits import Correction
from tiering.rules.benefits import effective_benefits

GPN = benefits_of("gpn-2014")
FOOTNOTES = [(name, one) for name, one in GPN.corrections.items() if one.why.startswith("footnote")]


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(("name", "correction"), FOOTNOTES, ids=[name for name, _one in FOOTNOTES])
def test_footnote_holds_over_the_printed_matrix(name: str, correction: Correction) -> None:
    for category in correction.categories:
        for tier in correction.tiers or ("Gold", "Silver", "Bronze"):
            column = GPN.column_of(category, tier)
            assert column is not None
            held = {
                one.code: one for one in effective_benefits(GPN, category=category, tier=tier, flags=correction.needs)
            }
            benefit = held[correction.benefit]

            assert (benefit.value, benefit.why) == (correction.value.value, correction.why)
            assert GPN.cell(correction.benefit, column).value != (correction.otherwise or correction.value).value


@pytest.mark.rule("X-01")
def test_no_cell_is_corrected_by_a_footnote_and_again_by_a_weaker_source() -> None:
    strongest: dict[tuple[str, str, str], str] = {}
    for one in GPN.corrections.values():
        for category in one.categories:
            for tier in one.tiers or ("Gold", "Silver", "Bronze"):
                cell = (one.benefit, category, tier)
                assert not strongest.get(cell, "").startswith("footnote"), (cell, one.why)
                strongest[cell] = one.why
