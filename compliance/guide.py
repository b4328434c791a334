"""Section `[due_diligence]` of a guide: who is looked at before joining and ever after, how, and how fresh lists have to be."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from compliance.states import Check
from portal.guides.figures import Figure, GuideModel

Days = Annotated[int, Field(ge=1, le=3_650)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
#: Of a score, as a fraction with up to three digits. Below a half everybody is somebody.
Score = Annotated[Decimal, Field(ge=Decimal("0.5"), le=1, max_digits=4, decimal_places=3)]
Mail = Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$", max_length=254)]


class AddedCheck(GuideModel):
    """A check that one answer of the application asks for, whether or not it is asked of everybody."""

    rule: str
    check: Literal[
        Check.INTERNET_COMPANY,
        Check.INTERNET_EXECUTIVES,
        Check.WEBSITE,
        Check.FOREIGN_REGISTRY,
        Check.SECRETARY_OF_STATE,
    ]
    question: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
    is_: str = Field(alias="is", max_length=40)


class DueDiligenceSection(GuideModel):
    """`screening_required` false: an application waits for no case, and staff may open one (F-ONB-01).

    Shares are per cent, and an owner is screened strictly above the threshold (A-DD-03). `state_registers` are the countries
    in which companies stand in a register of their state. `team_mail` empty: the vendor's first compliance officer.
    `person_score` and `company_score`: from which score on a hit is shown, where the matcher's own threshold is not taken.
    """

    rule: str
    screening_required: Figure[bool]
    owner_share_above: Figure[Percent]
    checks: Figure[tuple[Check, ...]]
    state_registers: Figure[tuple[Country, ...]]
    list_age_days: Figure[Days]
    case_days: Figure[Days]
    team_mail: Figure[Mail]
    person_score: Figure[Score] | None = None
    company_score: Figure[Score] | None = None
    added_checks: tuple[AddedCheck, ...] = ()
