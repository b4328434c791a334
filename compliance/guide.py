"""Section `[due_diligence]` of a guide: who is looked at before joining and ever after, how, and how fresh lists have to be."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from compliance.states import Check
from portal.guides.figures import Figure, GuideModel

Days = Annotated[int, Field(ge=1, le=3_650)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Mail = Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$", max_length=254)]


class DueDiligenceSection(GuideModel):
    """`screening_required` false: an application waits for no case, and staff may open one (F-ONB-01).

    Shares are per cent, and an owner is screened strictly above the threshold (A-DD-03). `state_registers` are the countries
    in which companies stand in a register of their state. `team_mail` empty: the vendor's first compliance officer.
    """

    rule: str
    screening_required: Figure[bool]
    owner_share_above: Figure[Percent]
    checks: Figure[tuple[Check, ...]]
    state_registers: Figure[tuple[Country, ...]]
    list_age_days: Figure[Days]
    case_days: Figure[Days]
    team_mail: Figure[Mail]
