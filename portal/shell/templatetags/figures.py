"""Tags that put figures into words: money, clocks, times, counts. Pure rendering, no database."""

import datetime as dt
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from portal.currencies import minor_units
from portal.money import Money, format_plain, to_decimal

register = template.Library()

MINUS = "\u2212"
NO_BREAK = "\u00a0"
SOON = dt.timedelta(days=7)


def _amount_words(amount: Money) -> str:
    """Digits grouped as the reader's language does, without the sign."""
    return formats.number_format(
        to_decimal(abs(amount)),
        decimal_pos=minor_units(amount.currency),
        use_l10n=True,
        force_grouping=True,
    )


@register.simple_tag
def money(
    amount: Money | int | None,
    currency: str = "",
    *,
    url: str = "",
    signed: bool = False,
) -> SafeString:
    """`{% money 123450 "EUR" %}` or `{% money statement.total %}`: true minus sign, no line break, a dash for none.

    With `url` the amount opens its lineage; `signed` shows a plus too, for lists of changes.
    """
    if amount is None:
        return format_html(
            '<span class="money money-zero"><span class="visually-hidden">{}</span>—</span>',
            gettext("none"),
        )
    figure = amount if isinstance(amount, Money) else Money(amount, currency)
    sign = MINUS if figure.minor < 0 else "+" if signed and figure.minor > 0 else ""
    tone = " money-negative" if figure.minor < 0 else "" if figure else " money-zero"
    inner = format_html(
        '{}{}<span class="money-currency">{}{}</span>',
        sign,
        _amount_words(figure),
        NO_BREAK,
        figure.currency,
    )
    if url:
        return format_html('<a class="money money-link{}" href="{}">{}</a>', tone, url, inner)
    return format_html('<data class="money{}" value="{}">{}</data>', tone, format_plain(figure), inner)


@register.simple_tag
def plain_money(amount: Money | int, currency: str = "") -> str:
    """The same figure as text: for titles, messages and mail."""
    figure = amount if isinstance(amount, Money) else Money(amount, currency)
    return f"{MINUS if figure.minor < 0 else ''}{_amount_words(figure)}{NO_BREAK}{figure.currency}"


@register.filter
def grouped(count: int) -> str:
    """10,000: a whole number as the reader's language groups it."""
    return formats.number_format(count, decimal_pos=0, use_l10n=True, force_grouping=True)


@register.filter
def capped(count: int, limit: int = 1000) -> str:
    """`1,000+` beyond the limit: a count that was cut says so."""
    shown = grouped(min(count, limit))
    return f"{shown}+" if count > limit else shown


def span_words(span: dt.timedelta) -> str:
    """The largest unit that fits, as a person says it: days above two days, then hours, then minutes."""
    seconds = int(abs(span).total_seconds())
    if seconds >= 2 * 86400:
        days = seconds // 86400
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if seconds >= 2 * 3600:
        hours = seconds // 3600
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    minutes = max(seconds // 60, 1)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def age_words(span: dt.timedelta) -> str:
    """The same of what lies far off: months above 120 days, years above two. `time.js` counts the same way."""
    days = abs(span).days
    if days >= 730:
        years = days // 365
        return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    if days >= 120:
        months = days * 12 // 365
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return span_words(span)


def _local(at: dt.datetime) -> dt.datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else at


@register.filter(name="exact")
def exact_words(at: dt.datetime) -> str:
    """Date, time and zone: what stands beside every relative time."""
    local = _local(at)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname() or ''}".strip()


@register.simple_tag
def when(at: dt.datetime | dt.date | None, now: dt.datetime | None = None) -> SafeString:
    """`{% when lead.created_at %}`: "3 days ago" with the exact time on hover; a date alone is shown as a date."""
    if at is None:
        return format_html('<span class="soft">{}</span>', "—")
    if not isinstance(at, dt.datetime):
        return format_html(
            '<time class="nowrap" datetime="{}">{}</time>',
            at.isoformat(),
            formats.date_format(at, "DATE_FORMAT"),
        )
    span = at - (now or timezone.now())
    if abs(span) < dt.timedelta(minutes=1):
        words = gettext("just now")
    elif span < dt.timedelta(0):
        words = gettext("%(span)s ago") % {"span": age_words(span)}
    else:
        words = gettext("in %(span)s") % {"span": age_words(span)}
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        exact_words(at),
        words,
    )


def read_clock(
    starts: dt.datetime | None,
    ends: dt.datetime | None,
    now: dt.datetime,
    stopped: str = "",
) -> dict[str, Any]:
    """State, words and share left of one period: waiting, running, soon (7 days or the last tenth), over or done."""
    if stopped:
        return {"state": "done", "words": stopped, "left": 0}
    if ends is None:
        return {"state": "waiting", "words": gettext("No clock yet"), "left": 0}
    span = ends - now
    if span <= dt.timedelta(0):
        return {
            "state": "over",
            "words": gettext("ended %(span)s ago") % {"span": span_words(span)},
            "left": 0,
        }
    whole = ends - (starts or now)
    left = min(100, max(1, 100 * span // whole)) if whole else 100
    state = "soon" if (span <= SOON and 2 * span < whole) or left <= 10 else "running"
    return {
        "state": state,
        "words": gettext("%(span)s left") % {"span": span_words(span)},
        "left": left,
    }


@register.simple_tag
def clock(
    starts: dt.datetime | None,
    ends: dt.datetime | None,
    *,
    now: dt.datetime | None = None,
    label: str = "",
    stopped: str = "",
    size: str = "",
) -> SafeString:
    """`{% clock lead.protected_from lead.protected_until label=_("Protection") %}`; `size="large"` on record pages.

    `stopped` is the sentence of a clock that no longer runs ("Won on 3 May").
    """
    reading = read_clock(starts, ends, now or timezone.now(), stopped)
    shown = None if stopped else ends
    context = {**reading, "label": label, "ends": shown, "size": size}
    if shown:
        context |= {"exact": exact_words(shown), "short": formats.date_format(_local(shown), "DATE_FORMAT")}
    return SafeString(render_to_string("components/_clock.html", context))
