"""Section `[papers]`: documents that a partner hands in under a program, what each has to contain, and how long it is good."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel, NamedBlocks
from portal.guides.sections import guide_section
from portal.guides.texts import Texts

SECTION = "papers"
Days = Annotated[int, Field(ge=1, le=365, strict=True)]
Months = Annotated[int, Field(ge=1, le=120, strict=True)]
Key = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]


class PaperTerms(GuideModel):
    """One kind of paper. No categories: all of them; `contains`: the check-list that has to be ticked before it is handed in.

    `valid_months` after it was accepted it is good no more; absent: for as long as nobody ends it. `names_end`: whoever accepts
    it says its last day, as a licence has one. `remind_days` before that day the partner is told. `subject` is asked where there
    may be several beside each other, one for each solution, say.
    """

    rule: str
    confirmed: bool = True
    note: str = ""
    name: Texts
    about: Texts
    categories: tuple[str, ...] = ()
    subject: Texts | None = None
    contains: dict[Key, Texts] = {}
    valid_months: Figure[Months] | None = None
    names_end: bool = False
    remind_days: Figure[Days] | None = None

    @model_validator(mode="after")
    def _reminder_has_an_end(self) -> Self:
        if self.names_end and self.valid_months is not None:
            raise ValueError("names_end: the end is named by whoever accepts it, or follows from valid_months")
        if self.remind_days is not None and not self.has_end:
            raise ValueError("remind_days: what never ends needs no reminder")
        return self

    @property
    def has_end(self) -> bool:
        """Whether it is good for a time only."""
        return self.names_end or self.valid_months is not None


class PapersSection(NamedBlocks):
    """`[papers.NAME]`, in the order in which partners read them. `ask_remind_days` before the day by which one was asked for the
    partner is told again; absent: never.
    """

    ask_remind_days: Figure[Days] | None = None
    __pydantic_extra__: dict[str, PaperTerms]

    def all(self) -> dict[str, PaperTerms]:
        """By name."""
        extra: Any = self.__pydantic_extra__
        found: dict[str, PaperTerms] = extra
        return found


guide_section(SECTION, PapersSection)
