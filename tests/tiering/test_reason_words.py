"""Reasons of lines as sentences: what to do, in the reader's figures, and never a bare code."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tiering.presentation.reasons import REASONS, reason_words
from tiering.rules.cards.lines import REASONS as CODES

COUNT, PERCENT = SimpleNamespace(unit="count"), SimpleNamespace(unit="percent")


@pytest.mark.parametrize(
    ("code", "args", "asked", "words"),
    [
        ("below", (4, 6), COUNT, "2 more are needed."),
        ("below", (5, 6), COUNT, "1 more is needed."),
        ("above", (Decimal("5.5"), 5), PERCENT, "Bring it down by 0.5\N{NO-BREAK SPACE}%"),
        (
            "mix",
            (("missing", "CIV"), ("least", "COR", 1, 3)),
            COUNT,
            "A CIV certificate is missing. 2 more COR certificates.",
        ),
        ("waived", ("below", (1, 2)), COUNT, "Waived: it counts as met for the tier. 1 more is needed."),
        ("mix", (("odd", 1),), COUNT, "Ask your channel manager what is missing here."),
        ("new_code", (), COUNT, "Ask your channel manager what is missing here."),
        ("", (), COUNT, ""),
    ],
)
def test_reason_says_what_to_do(code: str, args: tuple[Any, ...], asked: Any, words: str) -> None:
    said = reason_words(code, args, words=SimpleNamespace(), asked=asked)  # type: ignore[arg-type]
    assert said[: len(words)] == words
    assert bool(said) == bool(words)


def test_every_reason_of_the_engine_has_its_sentence() -> None:
    assert set(CODES) - {""} - REASONS == set()
