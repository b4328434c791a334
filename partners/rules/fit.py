"""How well a company fits, by its answers: an aid to whoever decides, and no gate (F-ELG-02). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from partners.guide.applications import Question

#: The choice that says "none of these" and earns nothing.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class FitPart:
    """What one answer adds, of how much it could."""

    question: str
    points: int
    possible: int


def fit_of(asked: Mapping[str, Question], answers: Mapping[str, Any]) -> list[FitPart]:
    """One part for each question that has points, in the guide's order; of several choices each one counts."""
    return [
        FitPart(key, question.points * _taken(question, answers.get(key)), question.points * _most(question))
        for key, question in asked.items()
        if question.points
    ]


def _taken(question: Question, answer: Any) -> int:
    if question.kind == "many":
        return len({one for one in answer if one in question.choices and one != OTHER}) if answer else 0
    if question.kind == "choice":
        return int(answer in question.choices and answer != OTHER)
    return int(answer == "yes") if question.kind == "yes" else int(bool(answer))


def _most(question: Question) -> int:
    return len(question.choices.keys() - {OTHER}) if question.kind == "many" else 1
