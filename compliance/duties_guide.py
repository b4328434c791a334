"""Section `[duties]`: what a partner owes each year, when, who is told before, and the questions of its form."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from portal.guides.figures import Figure, GuideModel, NamedBlocks
from portal.guides.sections import guide_section
from portal.guides.texts import Texts

SECTION = "duties"
Days = Annotated[int, Field(ge=1, le=365, strict=True)]
Key = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]


class Choice(GuideModel):
    """One answer of several."""

    text: Texts


class When(GuideModel):
    """The answer to an earlier question that makes this one asked."""

    question: Key
    is_: str = Field(alias="is", max_length=40)


class Question(GuideModel):
    """One question of a form, asked where `when` holds or is absent."""

    text: Texts
    help: Texts | None = None
    kind: Literal["line", "text", "yes", "number", "day", "choice", "country"]
    required: bool = True
    choices: dict[Key, Choice] = {}
    when: When | None = None

    @model_validator(mode="after")
    def _choices_belong_to_a_choice(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError('choices: belong to kind = "choice", and only there')
        return self


class Duty(GuideModel):
    """`due`: the last day of the year, or the anniversary of the partner's approval. `reviewed`: somebody of the vendor's reads it.

    `metric`: the figure that is yes for the year once it is done, or several. `gates_activation`: a partner is not active before
    it is filed.
    `accepts`: the kind of text that is accepted, by its version, where there is one.
    """

    rule: str
    name: Texts
    about: Texts
    due: Figure[Literal["year_end", "anniversary"]]
    remind_days: Figure[tuple[Days, ...]]
    reviewed: Figure[bool]
    gates_activation: Figure[bool]
    metric: str | tuple[str, ...] = ""
    accepts: str = ""
    categories: tuple[str, ...] = ()
    questions: dict[Key, Question]

    @property
    def metrics(self) -> tuple[str, ...]:
        """The figures that it feeds."""
        return tuple(filter(None, (self.metric,))) if isinstance(self.metric, str) else self.metric

    @model_validator(mode="after")
    def _earlier_questions_decide(self) -> Self:
        seen: dict[str, Question] = {}
        for key, question in self.questions.items():
            when = question.when
            if when is not None:
                if when.question not in seen:
                    raise ValueError(f"questions.{key}.when: {when.question} is not asked before")
                if when.is_ not in _answers(seen[when.question]):
                    raise ValueError(f"questions.{key}.when: {when.question} never has the answer {when.is_}")
            seen[key] = question
        return self


def _answers(question: Question) -> tuple[str, ...]:
    if question.kind == "yes":
        return ("yes", "no")
    return tuple(question.choices)


class DutiesSection(NamedBlocks):
    """`[duties.NAME]`, in the order in which partners read them."""

    __pydantic_extra__: dict[str, Duty]

    def all(self) -> dict[str, Duty]:
        """By name."""
        extra: Any = self.__pydantic_extra__
        found: dict[str, Duty] = extra
        return found


guide_section(SECTION, DutiesSection)
