"""What an act on a partner's tier page is: a noun with its right, its form, and why it is refused now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext

from portal.accounts.actor import Actor
from tiering.presentation.guide_words import GuideWords
from tiering.queries.desk import Desk, stopped_by
from tiering.rules.moves import is_downgrade

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Act:
    """`refuse` says why not now, or nothing; the service checks again. `title` is also the button that leads here."""

    noun: str
    right: str
    title: str | Promise
    intro: str | Promise
    done: str | Promise
    make_form: Callable[[Any, Desk], forms.Form]
    run: Callable[[Desk, dict[str, Any], Actor, datetime], object]
    refuse: Callable[[Desk], str]
    rule: str
    tone: str = ""


def words_of(desk: Desk) -> GuideWords:
    assert desk.guide is not None
    return GuideWords(desk.guide)


def tier_choices(desk: Desk, *, below: bool = False) -> list[tuple[str, str]]:
    tiers = [tier for tier in desk.tiers if tier != desk.held_tier]
    if below:
        tiers = [tier for tier in tiers if is_downgrade(desk.tiers, before=desk.held_tier, after=tier)]
    return [(tier, words_of(desk).tier(tier)) for tier in tiers]


def stop(desk: Desk, *names: str) -> str:
    """The X-04 stop, naming the figures."""
    found = stopped_by(desk.guide, list(names))
    if not found:
        return ""
    return gettext("This rests on figures that nobody confirmed: %(names)s (X-04).") % {"names": ", ".join(found)}


def no_tiers(desk: Desk) -> str:
    return "" if desk.tiers else gettext("This category holds no tiers under the guide of today.")
