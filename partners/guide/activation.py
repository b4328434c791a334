"""Section `[activation]`: what has to be there before a partner is active (G-GEN-02), and what it then gets (G-REL-01..03)."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from portal.guides.texts import Texts

SECTION = "activation"

Amount = Annotated[Decimal, Field(ge=0, decimal_places=2)]
#: What ticks a step: the application itself, its approval, the agreements, everything else asked, activation, or a person.
Tick = Literal["applied", "approved", "agreements", "requirements", "active", "person"]


class Step(GuideModel):
    """One line of the onboarding checklist, in its order (A-ONB-01)."""

    text: Texts
    rule: str
    ticked_by: Tick


class Yearly(GuideModel):
    """The fee of each further year: due so many days after its first day, with reminders so many days before that."""

    due_days: Figure[Annotated[int, Field(ge=0, le=365, strict=True)]]
    remind_days: Figure[tuple[Annotated[int, Field(ge=1, le=365, strict=True)], ...]]


class Fee(GuideModel):
    """A fee for taking part, by tier; the one of the tier that the partner enters in is due before activation, in full (G-TECH-01).

    `yearly`: what is due afterwards; without it the fee is paid once.
    """

    rule: str
    text: Texts
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    entry: Figure[str]
    amounts: dict[str, Figure[Amount]]
    yearly: Yearly | None = None


class WelcomeKit(GuideModel):
    """What is released when both sides have signed (G-REL-02)."""

    rule: str
    contents: tuple[Texts, ...]


class Award(GuideModel):
    """What the wall of a new partner gets; `special` are tiers with an edition of their own."""

    rule: str
    kind: Literal["plaque", "certificate"]
    categories: tuple[str, ...]
    special: tuple[str, ...] = ()


class Contact(GuideModel):
    """Who answers a partner: a named channel manager for these tiers of these categories, this address for everyone else."""

    rule: str
    mail: Figure[str]
    named: dict[str, tuple[str, ...]] = {}


class GeneralRequirement(GuideModel):
    """One general requirement, under the key of the gate that knows whether it is met."""

    text: Texts
    rule: str


class ActivationSection(GuideModel):
    """`requirements` are the general requirements besides the agreements themselves (G-GEN-02)."""

    rule: str
    requirements: dict[str, GeneralRequirement] = {}
    steps: tuple[Step, ...] = ()
    fees: dict[str, Fee] = {}
    welcome_kit: WelcomeKit | None = None
    awards: dict[str, Award] = {}
    contact: Contact | None = None


guide_section(SECTION, ActivationSection)
