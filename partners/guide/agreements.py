"""Section `[agreements]`: which documents a partner of a category signs, in which order, for how long, and what a lapse does."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from portal.guides.texts import Texts

SECTION = "agreements"

Days = Annotated[int, Field(ge=1, le=730, strict=True)]
Months = Annotated[int, Field(ge=1, le=240, strict=True)]
Kind = Literal["master", "schedule", "evaluation", "sdk", "dpa", "eula", "code_of_conduct"]
Renewal = Literal["automatic", "by_act", "none"]
Lapse = Literal["nothing", "suspend_enrolment", "stop_payouts"]


class Condition(GuideModel):
    """Something that holds of a partner or not, and decides whether a document applies to it."""

    text: Texts
    rule: str
    default: bool = False


class DocumentTerms(GuideModel):
    """One document. No categories: all of them; `applies_if`: only where that condition holds.

    `term_months` is left out where it runs without an end; `notice_days` before the end either side may say no.
    """

    kind: Kind
    name: Texts
    rule: str
    confirmed: bool = True
    note: str = ""
    categories: tuple[str, ...] = ()
    applies_if: str = ""
    signed_by: Literal["both", "partner"] = "both"
    term_months: Figure[Months] | None = None
    renewal: Figure[Renewal] | None = None
    notice_days: Figure[Days] | None = None
    on_lapse: Figure[Lapse]

    @model_validator(mode="after")
    def _what_ends_says_how(self) -> Self:
        if (self.term_months is None) != (self.renewal is None):
            raise ValueError("term_months and renewal: one does not go without the other")
        if self.notice_days and self.term_months is None:
            raise ValueError("notice_days: nothing ends")
        return self


class AgreementsSection(GuideModel):
    """`reaccept_days` are calendar days after a new version in which it has to be signed, and `accept_remind_days` before the
    last of them it is said again; `remind_days` come before each end. For `read_months` after
    the end of a partnership its people read its executed agreements and statements; absent: not a day longer.
    """

    rule: str
    order: Figure[Literal["partner_first", "any"]]
    reaccept_days: Figure[Days]
    remind_days: Figure[Days]
    accept_remind_days: Figure[Days]
    read_months: Figure[Months] | None = None
    conditions: dict[str, Condition] = {}
    documents: dict[str, DocumentTerms]


guide_section(SECTION, AgreementsSection)
