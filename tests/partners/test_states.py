from itertools import product

import pytest

from partners.models import Application
from partners.states import APPLICATION_STATES, CLOSED, JOINING, STANDING, TOLD_LABELS, WAITING, ApplicationState
from portal.embedded.places import ROOT

S = ApplicationState
MOVES = {
    (S.DRAFT, S.SUBMITTED), (S.SUBMITTED, S.SCREENING), (S.SCREENING, S.ESCALATED),
    (S.SCREENING, S.APPROVED), (S.SCREENING, S.REJECTED), (S.ESCALATED, S.APPROVED), (S.ESCALATED, S.REJECTED),
    (S.APPROVED, S.AGREEMENT_SENT), (S.AGREEMENT_SENT, S.SIGNED), (S.SIGNED, S.ACTIVE),
    (S.ACTIVE, S.SUSPENDED), (S.SUSPENDED, S.ACTIVE), (S.ACTIVE, S.TERMINATED), (S.SUSPENDED, S.TERMINATED),
    # A second application of the same company (F-ONB-03), and one that is another company after all.
    (S.DRAFT, S.ATTACHED), (S.ATTACHED, S.SUBMITTED),
    # Before it is active the applicant may leave; what was approved may be ended by the vendor.
    *((state, S.WITHDRAWN) for state in (S.DRAFT, S.SUBMITTED, S.ATTACHED, S.SCREENING, S.ESCALATED, *JOINING)),
    *((state, S.TERMINATED) for state in JOINING),
}  # fmt: skip


@pytest.mark.rule("G-APP-01", "F-ONB-01", "G-GEN-02")
def test_applications_move_as_the_machine_of_all_programs_says() -> None:
    allowed = {pair for pair in product(S, S) if APPLICATION_STATES.can_move(*pair)}

    assert allowed == MOVES
    assert {state for state in S if APPLICATION_STATES.is_final(state)} == CLOSED
    assert {before for before, after in MOVES if after is S.ACTIVE} == {S.SIGNED, S.SUSPENDED}


def test_database_repeats_the_machine() -> None:
    law = (ROOT / "partners" / "sql" / "applications.sql").read_text()
    pairs = {(a.value, b.value) for a, b in MOVES}

    assert {pair for pair in product(list(S), list(S)) if f"('{pair[0].value}', '{pair[1].value}')" in law} == MOVES
    assert law.count("            ('") == len(pairs)
    assert list(dict(Application._meta.get_field("state").flatchoices)) == list(S)


@pytest.mark.rule("A-DD-04")
def test_applicant_reads_the_same_words_whatever_was_found() -> None:
    """A hit, or that the company is known here, shows in no word."""
    review = {S.SUBMITTED, S.ATTACHED, S.SCREENING, S.ESCALATED}

    assert {TOLD_LABELS[state] for state in review} == {"In review"}
    assert set(TOLD_LABELS) == set(S)
    assert WAITING | JOINING | {S.ACTIVE, S.SUSPENDED} == STANDING
    assert not STANDING & CLOSED
