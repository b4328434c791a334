"""When a duty is due, whether a form is complete. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from portal.clock import add_months
from portal.countries import COUNTRIES

LONGEST_LINE, LONGEST_TEXT, LARGEST_NUMBER = 200, 4_000, 10**12
Fault = Literal["missing", "too_long", "no_number", "no_day", "no_choice", "control_character"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as rules see it."""

    key: str
    kind: str
    required: bool = True
    choices: tuple[str, ...] = ()
    when: tuple[str, str] | None = None


def due_day(due: str, *, approved_on: date, day: date) -> date:
    """The next day on which a duty is due, `day` included.

    The last of December (G-ETH-01), or the anniversary of the approval (A-QST-01), clamped to the month's end (X-03). The first
    anniversary is a year after the approval.
    """
    if due == "year_end":
        return date(max(day, approved_on).year, 12, 31)
    years = max(day.year - approved_on.year, 1)
    this = add_months(approved_on, 12 * years)
    return this if this >= day else add_months(approved_on, 12 * (years + 1))


def is_asked(question: Asked, answers: Mapping[str, str]) -> bool:
    """Whether the answers so far make a question asked. One that hangs on a question that is not asked is not asked either,
    since an answer to that is dropped."""
    return question.when is None or answers.get(question.when[0]) == question.when[1]


def read_answers(questions: list[Asked], typed: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Fault]]:
    """Answers as they are kept, and what is wrong by question. Answers to what is not asked are dropped."""
    answers: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for question in questions:
        if not is_asked(question, answers):
            continue
        text = str(typed.get(question.key) or "").strip()
        if not text:
            if question.required:
                faults[question.key] = "missing"
            continue
        fault = _fault(question, text)
        if fault is None:
            answers[question.key] = text
        else:
            faults[question.key] = fault
    return answers, faults


def _fault(question: Asked, text: str) -> Fault | None:
    if any((ord(sign) < 32 and sign not in "\r\n\t") or 0xD800 <= ord(sign) < 0xE000 for sign in text):
        return "control_character"
    longest = LONGEST_TEXT if question.kind == "text" else LONGEST_LINE
    if len(text) > longest:
        return "too_long"
    match question.kind:
        case "number":
            return None if text.isascii() and text.isdigit() and int(text) <= LARGEST_NUMBER else "no_number"
        case "day":
            return None if _is_day(text) else "no_day"
        case "yes":
            return None if text in ("yes", "no") else "no_choice"
        case "choice":
            return None if text in question.choices else "no_choice"
        case "country":
            return None if text in COUNTRIES else "no_choice"
    return None


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and 1900 <= date.fromisoformat(text).year <= 2200
    except ValueError:
        return False
