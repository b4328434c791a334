"""The pure tables of states and the choices of the columns that keep them are one list, in one spelling."""

from collections.abc import Mapping
from enum import StrEnum

import pytest
from django.db.models import TextChoices

from commissions.models import ImportBatch, Payout, PayoutRun, Sale
from commissions.sheets import BilledBy, SaleKind
from commissions.states import IMPORT_STATES, PAYOUT_RUN_STATES, PAYOUT_STATES
from leads.models import Lead
from leads.states import ASSIGNMENT_STATES, DELIVERY_LABELS, LEAD_STATES, SOURCE_LABELS, Delivery, LeadSource


@pytest.mark.parametrize(
    ("choices", "labels"),
    [
        (Lead.Status, LEAD_STATES.labels),
        (Lead.Assignment, ASSIGNMENT_STATES.labels),
        (Lead.Source, SOURCE_LABELS),
        (Lead.Delivery, DELIVERY_LABELS),
        (ImportBatch.State, IMPORT_STATES.labels),
        (PayoutRun.State, PAYOUT_RUN_STATES.labels),
        (Payout.State, PAYOUT_STATES.labels),
    ],
)
def test_column_offers_the_states_of_the_table(choices: type[TextChoices], labels: Mapping[StrEnum, str]) -> None:
    offered = {str(value): str(label) for value, label in choices.choices}
    assert offered == {str(state): text for state, text in labels.items()}


@pytest.mark.parametrize(
    ("choices", "words"),
    [(Lead.Source, LeadSource), (Lead.Delivery, Delivery), (Sale.Kind, SaleKind), (Sale.BilledBy, BilledBy)],
)
def test_column_offers_the_words_of_the_code(choices: type[TextChoices], words: type[StrEnum]) -> None:
    assert choices.values == [str(word) for word in words]
