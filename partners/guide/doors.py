"""Section `[doors]`: what a partner may reach, and what has to be there first. Each need names its rule; the rest is data."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel, NamedBlocks
from portal.guides.sections import guide_section
from portal.guides.texts import Texts

SECTION = "doors"
Count = Annotated[int, Field(ge=1, le=1_000, strict=True)]
Days = Annotated[int, Field(ge=0, le=365, strict=True)]
Key = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]


class AnyNeed(GuideModel):
    """What all needs have. Asked of these `categories` only, and for these `choices` of the door; empty: always."""

    rule: str
    confirmed: bool = True
    note: str = ""
    categories: tuple[str, ...] = ()
    choices: tuple[Key, ...] = ()


class AgreementsNeed(AnyNeed):
    """Every agreement of the partner's category is executed: both sides have signed."""

    kind: Literal["agreements"]


class AgreementNeed(AnyNeed):
    """One agreement is executed."""

    kind: Literal["agreement"]
    document: str


class PaperNeed(AnyNeed):
    """A paper was accepted and is still good."""

    kind: Literal["paper"]
    paper: str


class CertificateNeed(AnyNeed):
    """At least so many people who count hold one of these certificates."""

    kind: Literal["certificate"]
    codes: Annotated[tuple[str, ...], Field(min_length=1)]
    people: Figure[Count]


class FeeNeed(AnyNeed):
    """The year's fee arrived; for `grace_days` after 1 January last year's is enough."""

    kind: Literal["fee"]
    grace_days: Figure[Days]


class ExceptionNeed(AnyNeed):
    """A person made an exception for this partner."""

    kind: Literal["exception"]


Need = Annotated[
    AgreementsNeed | AgreementNeed | PaperNeed | CertificateNeed | FeeNeed | ExceptionNeed, Field(discriminator="kind")
]


class Door(GuideModel):
    """One thing that partners may reach. `choices` are its variants; who names none means the `usual` one.

    `announces`: everybody it is open to is written to when a file is put behind it.
    `lists`: a paper. What it is about stands on a list of the program while it is accepted and the door is open (G-CAT-05).
    """

    rule: str
    confirmed: bool = True
    note: str = ""
    name: Texts
    about: Texts
    categories: tuple[str, ...] = ()
    choices: dict[Key, Texts] = {}
    usual: Figure[Key] | None = None
    lists: str = ""
    announces: bool = False
    needs: tuple[Need, ...] = ()

    @model_validator(mode="after")
    def _choices_are_known(self) -> Self:
        if bool(self.choices) != (self.usual is not None):
            raise ValueError("usual: belongs to a door with choices, and such a door has one")
        if self.usual is not None and self.usual.value not in self.choices:
            raise ValueError(f"usual: {self.usual.value} is none of the choices")
        for number, need in enumerate(self.needs):
            if wrong := set(need.choices) - self.choices.keys():
                raise ValueError(f"needs.{number}.choices: {', '.join(sorted(wrong))} cannot be chosen")
        return self


class DoorsSection(NamedBlocks):
    """`[doors.NAME]`, in the order in which partners read them. `rule`: why all of them are shut to who is not active."""

    rule: str
    __pydantic_extra__: dict[str, Door]

    def all(self) -> dict[str, Door]:
        """By name."""
        extra: Any = self.__pydantic_extra__
        found: dict[str, Door] = extra
        return found


guide_section(SECTION, DoorsSection)
