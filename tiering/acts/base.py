"""Acts on a partner's tier page, and what several of them ask."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext

from portal.shell.acts import Act, Run, Typed
from tiering.presentation.guide_words import GuideWords
from tiering.queries.desk import Desk, stopped_by
from tiering.rules.moves import is_downgrade

SEPARATOR = "|"


def tier_act(
    noun: str,
    right: str,
    title: str | Promise,
    intro: str | Promise,
    done: str | Promise,
    make_form: Callable[[Any, Desk], forms.Form],
    run: Run[Desk],
    refuse: Callable[[Desk], str],
    rule: str,
    tone: str = "",
) -> Act[Desk]:
    """A desk knows its day. What an act is about may be gone when its form is sent: then there is none to fill in."""

    def make(typed: Typed, desk: Desk, at: object) -> forms.Form | None:
        return None if typed.data is not None and refuse(desk) else make_form(typed.data, desk)

    return Act(noun, right, title, done, make, run, lambda desk, at: refuse(desk), tone, intro, rule)


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
