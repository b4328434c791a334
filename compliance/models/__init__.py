"""Published lists, who is screened against them, and the cases that come of it."""

from compliance.models.cases import (
    Case,
    CaseCheck,
    CaseSubject,
    CaseTransition,
    CheckResult,
    Evidence,
    HitDecision,
)
from compliance.models.duties import Duty, DutyFiling, DutyMove
from compliance.models.holds import HoldGround, PartnerHold
from compliance.models.lists import ListEntry, ListName, ListVersion
from compliance.models.subjects import Hit, Screening, Subject

__all__ = [
    "Case",
    "CaseCheck",
    "CaseSubject",
    "CaseTransition",
    "CheckResult",
    "Duty",
    "DutyFiling",
    "DutyMove",
    "Evidence",
    "Hit",
    "HitDecision",
    "HoldGround",
    "ListEntry",
    "ListName",
    "ListVersion",
    "PartnerHold",
    "Screening",
    "Subject",
]
