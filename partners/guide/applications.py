"""Section `[applications]`: who may apply for what, what is asked, whose mail counts, who decides and by which reasons."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel
from portal.guides.sections import guide_section
from portal.guides.texts import Texts

SECTION = "applications"
Days = Annotated[int, Field(ge=0, le=3_650, strict=True)]
Share = Annotated[Decimal, Field(ge=0, lt=100)]
Group = Literal[
    "svp_global_partners", "global_partners_team", "partner_marketing", "partner_management", "developer_support",
    "product_management", "business_development", "channel_administrator", "ethics_and_integrity", "onboarding_team",
    "channel_managers",
]  # fmt: skip
Decider = Literal["channel_manager", "program_admin"]


class Block(GuideModel):
    """A part that names its rule as a whole."""

    rule: str
    confirmed: bool = True
    note: str = ""


class MailRules(GuideModel):
    """`refused` are mail services (A-EML-01); the other figures say how close a domain is to a name (A-EML-02)."""

    refused: Figure[tuple[Annotated[str, Field(pattern=r"^[a-z0-9.-]{2,60}$")], ...]]
    prefix_letters: Figure[Annotated[int, Field(ge=1, le=20, strict=True)]]
    initials_words: Figure[Annotated[int, Field(ge=1, le=10, strict=True)]]
    similarity: Figure[Annotated[Decimal, Field(gt=0, le=1)]]


class Route(Block):
    """A category that can be applied for, or one that is sent elsewhere: `elsewhere` says where to, in words."""

    text: Texts
    elsewhere: Texts | None = None
    url: Annotated[str, Field(pattern=r"^(https://\S+)?$")] = ""


class Question(Block):
    """`points` count towards a score that helps whoever decides and decides nothing (F-ELG-02).

    `needed`: without a yes the application cannot be approved (S-DEF-01). Empty `categories`: asked of all.
    """

    text: Texts
    about: Texts | None = None
    kind: Literal["yes", "text", "choice", "many"] = "yes"
    choices: dict[str, Texts] = {}
    categories: tuple[str, ...] = ()
    required: bool = True
    needed: bool = False
    points: Annotated[int, Field(ge=0, le=100, strict=True)] = 0

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if (self.kind in ("choice", "many")) != bool(self.choices):
            raise ValueError("choices: belong to the kinds choice and many, and these need some")
        if self.needed and self.kind != "yes":
            raise ValueError("needed: only a yes can be needed")
        return self


class DocumentAsked(Block):
    """A paper that comes with an application."""

    text: Texts
    required: bool = False
    categories: tuple[str, ...] = ()


class Reason(Block):
    """Why an application was approved or refused, by a code; `text` is what the applicant is told.

    `again_after_days` replaces the section's wait for whoever was refused for this. `after_review`: what an applicant is told
    whose review was not passed (A-DD-04).
    """

    decision: Literal["approval", "refusal"]
    text: Texts
    again_after_days: Days | None = None
    after_review: bool = False


class Decides(Block):
    """Who decides to let a company in: approval groups of the program, and the portal's roles that stand for them."""

    groups: tuple[Group, ...]
    roles: tuple[Decider, ...] = ("channel_manager",)


class ApplicationsSection(GuideModel):
    """A program without this section takes no applications.

    `attaches`: a second application of a company meets the first in the whole program, or in its category (F-ONB-03).
    `drafts_kept_days`: what somebody began and never sent in is erased after so many days.
    `owners_above` is the share from which on owners are asked for by name (A-DD-03).
    """

    rule: str
    website_required: Figure[bool]
    owners_above: Figure[Share]
    attaches: Figure[Literal["program", "category"]]
    again_after_days: Figure[Days]
    drafts_kept_days: Figure[Annotated[int, Field(ge=7, le=3_650, strict=True)]]
    mail: MailRules
    decides: Decides
    categories: dict[str, Route]
    questions: dict[str, Question] = {}
    documents: dict[str, DocumentAsked] = {}
    reasons: dict[str, Reason]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        asked = {
            f"{part}.{key}.categories": set(one.categories)
            for part in ("questions", "documents")
            for key, one in getattr(self, part).items()
        }
        if wrong := {place: names - self.categories.keys() for place, names in asked.items()}:
            for place, names in wrong.items():
                if names:
                    raise ValueError(f"{place}: {', '.join(sorted(names))} cannot be applied for")
        if {reason.decision for reason in self.reasons.values()} != {"approval", "refusal"}:
            raise ValueError("reasons: there must be some for an approval and some for a refusal")
        if [reason.decision for reason in self.reasons.values() if reason.after_review] not in ([], ["refusal"]):
            raise ValueError("reasons: after_review stands at one refusal at most")
        return self

    def reason_after_review(self) -> str:
        """The code of what is said where the review was not passed; empty where the guide has none."""
        return next((code for code, reason in self.reasons.items() if reason.after_review), "")

    def asked_of(self, category: str) -> dict[str, Question]:
        """Questions to a company that applies for a category."""
        return {key: one for key, one in self.questions.items() if not one.categories or category in one.categories}

    def papers_of(self, category: str) -> dict[str, DocumentAsked]:
        """Papers that a company of a category may send."""
        return {key: one for key, one in self.documents.items() if not one.categories or category in one.categories}

    def open_categories(self) -> dict[str, Route]:
        """Those that can be applied for here."""
        return {key: route for key, route in self.categories.items() if route.elsewhere is None}


guide_section(SECTION, ApplicationsSection)
