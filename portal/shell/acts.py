"""What can be done with a thing from its page: each act is a noun with its right, its form, and why it is refused now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django import forms
from django.utils.functional import Promise

from portal.accounts.actor import Actor

Words = str | Promise
#: What an act is done to: a lead, an agreement, a partner's tiers as they stand.
S = TypeVar("S")


class Typed(NamedTuple):
    """What came with the request: the two things that a bound form takes, or twice None."""

    data: Any = None
    files: Any = None


MakeForm = Callable[[Typed, S, datetime], forms.Form | None]
Run = Callable[[S, dict[str, Any], Actor, datetime], object]
Refuse = Callable[[S, datetime], str]


def always(subject: object, at: datetime) -> str:
    """For an act that fits at any time."""
    return ""


def plain(form: type[forms.Form]) -> MakeForm[Any]:
    """A form that is the same for every subject."""
    return lambda typed, subject, at: form(*typed)


@dataclass(frozen=True, slots=True)
class Act(Generic[S]):
    """`refuse` says why not now, or nothing; the service behind `run` checks again and raises Refusal. `title` is also the
    button that leads here; `rule` is shown beside `intro`. `make_form` gives None where there is nothing (left) to fill in.
    """

    noun: str
    right: str
    title: Words
    done: Words
    make_form: MakeForm[S]
    run: Run[S]
    refuse: Refuse[S] = always
    tone: str = ""
    intro: Words = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Around an act: whose page it belongs to, and the way back there."""

    name: str
    line: str
    back: str
    back_words: Words
    pill: str = ""
    guide_version: int | None = None
