"""Reasons of lines by their codes, as sentences that say what to do."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiering.guide.requirements import Requirement
from tiering.presentation.figures import number_words
from tiering.presentation.guide_words import GuideWords

Sentence = Callable[[GuideWords, Requirement | None, Sequence[Any]], str]


def reason_words(code: str, args: Sequence[Any], *, words: GuideWords, asked: Requirement | None) -> str:
    """One sentence or a few; "" where a line is simply met. A code that is new here is said without its figures."""
    if not code:
        return ""
    sentence = _SENTENCES.get(code)
    if sentence is None:
        return _("Ask your channel manager what is missing here.")
    try:
        return sentence(words, asked, args)
    except (LookupError, TypeError, ValueError, InvalidOperation):
        return _("Ask your channel manager what is missing here.")


def _unit(asked: Requirement | None) -> str:
    return asked.unit if asked else ""


def _below(words: GuideWords, asked: Requirement | None, args: Sequence[Any]) -> str:
    actual, required = (Decimal(str(one)) for one in args[:2])
    gap = required - actual
    if _unit(asked) == "count" and gap == int(gap):
        return ngettext("%(n)s more is needed.", "%(n)s more are needed.", int(gap)) % {"n": number_words(gap)}
    return _("%(gap)s more is needed: it is %(actual)s, and %(required)s is asked.") % {
        "gap": number_words(gap, unit=_unit(asked)),
        "actual": number_words(actual, unit=_unit(asked)),
        "required": number_words(required, unit=_unit(asked)),
    }


def _above(words: GuideWords, asked: Requirement | None, args: Sequence[Any]) -> str:
    actual, most = (Decimal(str(one)) for one in args[:2])
    return _("Bring it down by %(gap)s: it is %(actual)s, and at most %(most)s is allowed.") % {
        "gap": number_words(actual - most, unit=_unit(asked)),
        "actual": number_words(actual, unit=_unit(asked)),
        "most": number_words(most, unit=_unit(asked)),
    }


def _not_above(words: GuideWords, asked: Requirement | None, args: Sequence[Any]) -> str:
    return _("Bring it above %(limit)s: %(actual)s is not enough.") % _limits(asked, args)


def _not_below(words: GuideWords, asked: Requirement | None, args: Sequence[Any]) -> str:
    return _("Bring it below %(limit)s: %(actual)s is too much.") % _limits(asked, args)


def _limits(asked: Requirement | None, args: Sequence[Any]) -> dict[str, str]:
    actual, limit = (number_words(Decimal(str(one)), unit=_unit(asked)) for one in args[:2])
    return {"actual": actual, "limit": limit}


def _mix(words: GuideWords, asked: Requirement | None, args: Sequence[Any]) -> str:
    return " ".join(_MIX[problem[0]](*problem[1:]) for problem in args)


def _mix_least(code: str, held: Any, least: Any) -> str:
    gap = int(least) - int(held)
    return ngettext("%(n)d more %(code)s certificate.", "%(n)d more %(code)s certificates.", gap) % {
        "n": gap,
        "code": code,
    }


def _mix_split(codes: Sequence[str], held: Sequence[Any], rest: Any) -> str:
    shown = ", ".join(f"{code}: {number}" for code, number in zip(codes, held, strict=True))
    return _("%(rest)s certificates are to be divided evenly; you have %(held)s.") % {"rest": rest, "held": shown}


def _mix_counted(counted: Any, quota: Any) -> str:
    gap = int(quota) - int(counted)
    return ngettext("%(n)d more certificate that counts.", "%(n)d more certificates that count.", gap) % {"n": gap}


_MIX: dict[str, Callable[..., str]] = {
    "missing": lambda code: _("A %(code)s certificate is missing.") % {"code": code},
    "least": _mix_least,
    "split": _mix_split,
    "counted": _mix_counted,
}


def _waived(words: GuideWords, asked: Requirement | None, args: Sequence[Any]) -> str:
    inner = reason_words(str(args[0]), args[1] if len(args) > 1 else (), words=words, asked=asked) if args else ""
    return " ".join(part for part in (_("Waived: it counts as met for the tier."), inner) if part)


def _flag(words: GuideWords, asked: Requirement | None, args: Sequence[Any]) -> str:
    return _("Does not apply: %(why)s.") % {"why": words.flag_otherwise(str(args[0]))}


def _said(sentence: Callable[[], str]) -> Sentence:
    return lambda words, asked, args: sentence()


def _of_scope(sentence: Callable[[], str]) -> Sentence:
    return lambda words, asked, args: sentence() % {"scope": words.scope(str(args[0]))}


_SENTENCES: dict[str, Sentence] = {
    "below": _below,
    "not_above": _not_above,
    "above": _above,
    "not_below": _not_below,
    "mix": _mix,
    "flag": _flag,
    "waived": _waived,
    "no": _said(lambda: _("This is still to be done.")),
    "other_word": lambda words, asked, args: (
        _("It is %(found)s; %(wanted)s is asked.") % {"found": args[0], "wanted": args[1]}
    ),
    "not_measured": _said(lambda: _("Nothing is on record yet: hand it in, and it will be counted.")),
    "no_figure": _said(lambda: _("There was nothing to measure.")),
    "not_required": _said(lambda: _("This is not asked for.")),
    "first_year": _said(lambda: _("Shown only: your first year was not a full one.")),
    "not_scheduled": _said(lambda: _("Exams were not booked in time in your first year: book them now.")),
    "no_prior_year": _said(lambda: _("There is no full year before to compare with.")),
    "no_target": _said(
        lambda: _("The vendor has not set this target yet, so nobody can meet it: ask your channel manager.")
    ),
    "no_target_for": lambda words, asked, args: (
        _("The vendor has not set the target of %(name)s yet: ask your channel manager.")
        % {"name": words.requirement_name(str(args[0]))}
    ),
    "two_targets": lambda words, asked, args: (
        _("%(one)s and %(other)s count as one country, and their targets differ: ask your channel manager.")
        % {"one": words.scope(str(args[0])), "other": words.scope(str(args[1]))}
    ),
    "unclassified": _of_scope(lambda: _("%(scope)s is in no market class yet: ask your channel manager.")),
    "no_region": _of_scope(lambda: _("%(scope)s is in no region yet: ask your channel manager.")),
    "no_country": _said(lambda: _("No country is registered for you: ask your channel manager.")),
    "no_specialization": _said(lambda: _("No specialization is registered for you: ask your channel manager.")),
}
REASONS = frozenset(_SENTENCES)

#: Why a row that was looked at was not counted.
_WHY: dict[str, Callable[[], str]] = {
    "left": lambda: _("the person no longer works here"),
    "not_employed": lambda: _("neither employed nor contracted for long"),
    "foreign_mail": lambda: _("the mail address is not at your company's domain"),
    "not_yet_issued": lambda: _("issued after that day"),
    "not_yet_completed": lambda: _("completed after that day"),
    "withdrawn": lambda: _("withdrawn"),
    "expired": lambda: _("expired"),
    "country_not_enrolled": lambda: _("you are not enrolled in that country"),
    "counted_already": lambda: _("the same person was counted already"),
    "alliance_manager": lambda: _("an alliance manager without customers of their own"),
    "not_customer_facing": lambda: _("no customer-facing role"),
    "replacement_overdue": lambda: _("the replacement is overdue"),
    "replacement_missing": lambda: _("nobody replaced the person in time"),
    "booked_late": lambda: _("booked too late"),
    "category_not_enrolled": lambda: _("the partner is not in that category"),
    "superseded": lambda: _("a newer report counts"),
    "signed_later": lambda: _("signed after that day"),
    "invalid": lambda: _("not valid"),
    "not_approved": lambda: _("not approved"),
    "other_currency": lambda: _("in another currency"),
    "taken_back": lambda: _("taken back"),
    "paid_later": lambda: _("paid after that day"),
    "not_in_force": lambda: _("not in force on that day"),
}


def why_words(code: str) -> str:
    """Why something was not counted."""
    known = _WHY.get(code)
    return known() if known else code.replace("_", " ")
