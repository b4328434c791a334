"""What the tags of the shell draw. Pure rendering: no test here asks for a database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError
from django.utils import translation

from portal.currencies import UnknownCurrency
from portal.money import Money
from portal.shell.templatetags.figures import age_words, read_clock, span_words

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def draw(source: str, **context: object) -> str:
    return Template("{% load shell figures charts %}" + source).render(Context(context))


def words(markup: str) -> str:
    """The text a reader sees, with plain spaces."""
    return " ".join(
        Template("{{ markup|striptags }}").render(Context({"markup": markup})).replace("\u00a0", " ").split()
    )


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (123450, "EUR", "1,234.50 EUR"),
        (1234500, "JPY", "1,234,500 JPY"),
        (1234567, "KWD", "1,234.567 KWD"),
        (-99, "USD", "\u22120.99 USD"),
        (0, "USD", "0.00 USD"),
        (9_223_372_036_854_775_807, "USD", "92,233,720,368,547,758.07 USD"),
    ],
)
def test_money_has_the_minor_units_of_its_currency(minor: int, currency: str, expected: str) -> None:
    assert words(draw("{% money minor currency %}", minor=minor, currency=currency)) == expected


def test_money_takes_an_amount_with_its_currency() -> None:
    assert words(draw("{% money amount %}", amount=Money(5, "USD"))) == "0.05 USD"


def test_money_never_breaks_between_figure_and_currency() -> None:
    assert "\u00a0EUR" in draw('{% money 100 "EUR" %}')


def test_money_follows_the_language_of_the_reader() -> None:
    with translation.override("es"):
        spanish = words(draw('{% money 123456789 "EUR" %}'))

    assert spanish == "1 234 567,89 EUR"


def test_money_carries_the_exact_value_for_machines() -> None:
    assert 'value="-1234.50"' in draw('{% money -123450 "EUR" %}')


def test_money_with_an_address_is_a_link() -> None:
    assert 'href="/genesys/lineage/4/"' in draw('{% money 100 "EUR" url="/genesys/lineage/4/" %}')


def test_money_shows_a_plus_only_when_asked() -> None:
    assert words(draw('{% money 100 "EUR" signed=True %}')) == "+1.00 EUR"
    assert words(draw('{% money 100 "EUR" %}')) == "1.00 EUR"


def test_money_of_nothing_is_a_dash_that_is_read_as_none() -> None:
    assert words(draw("{% money amount %}", amount=None)) == "none—"


def test_money_refuses_a_currency_that_does_not_exist() -> None:
    with pytest.raises(UnknownCurrency):
        draw('{% money 100 "EURO" %}')


def test_plain_money_is_text() -> None:
    assert draw('{% plain_money -100 "EUR" %}') == "\u22121.00\u00a0EUR"


@pytest.mark.parametrize(("count", "expected"), [(0, "0"), (999, "999"), (1000, "1,000"), (1001, "1,000+")])
def test_capped_says_when_it_stopped_counting(count: int, expected: str) -> None:
    assert draw("{{ count|capped }}", count=count) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(seconds=20), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=-90), "90 days"),
    ],
)
def test_span_is_told_in_the_largest_unit_that_fits(span: timedelta, expected: str) -> None:
    assert span_words(span) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(3, "3 days"), (119, "119 days"), (120, "3 months"), (729, "23 months"), (-751, "2 years")]
)
def test_age_is_told_in_months_and_years_once_days_say_nothing(days: int, expected: str) -> None:
    assert age_words(timedelta(days=days)) == expected


def test_when_tells_the_distance_and_keeps_the_exact_time() -> None:
    drawn = draw("{% when at now %}", at=NOW - timedelta(days=3), now=NOW)

    assert words(drawn) == "3 days ago"
    assert 'datetime="2026-11-18T22:00:00+00:00"' in drawn
    assert 'title="Nov. 18, 2026, 10 p.m. UTC"' in drawn


def test_when_tells_what_is_to_come() -> None:
    assert words(draw("{% when at now %}", at=NOW + timedelta(hours=5), now=NOW)) == "in 5 hours"


def test_when_of_a_date_is_the_date() -> None:
    assert words(draw("{% when at %}", at=date(2026, 11, 3))) == "Nov. 3, 2026"


def test_when_of_nothing_is_a_dash() -> None:
    assert words(draw("{% when at %}", at=None)) == "—"


@pytest.mark.parametrize(
    ("elapsed", "left", "state", "share"),
    [
        (timedelta(0), timedelta(days=90), "running", 100),
        (timedelta(days=45), timedelta(days=45), "running", 50),
        (timedelta(days=83), timedelta(days=7), "soon", 7),
        (timedelta(days=90) - timedelta(seconds=1), timedelta(seconds=1), "soon", 1),
        (timedelta(days=90), timedelta(0), "over", 0),
        (timedelta(days=95), timedelta(days=-5), "over", 0),
        (timedelta(days=1), timedelta(days=4), "running", 80),
    ],
)
def test_clock_tells_how_it_stands(elapsed: timedelta, left: timedelta, state: str, share: int) -> None:
    reading = read_clock(NOW - elapsed, NOW + left, NOW)

    assert (reading["state"], reading["left"]) == (state, share)


def test_clock_without_an_end_waits() -> None:
    assert words(draw("{% clock None None now=now %}", now=NOW)) == "No clock yet"


def test_clock_that_stopped_says_so_and_shows_no_date() -> None:
    drawn = draw('{% clock now now now=now stopped="Won on 3 May" %}', now=NOW)

    assert words(drawn) == "Won on 3 May"
    assert "datetime" not in drawn


def test_clock_draws_the_share_that_is_left() -> None:
    drawn = draw("{% clock start end now=now %}", start=NOW - timedelta(days=1), end=NOW + timedelta(days=3), now=NOW)

    assert 'stroke-dasharray="75 100"' in drawn


def test_large_clock_shows_the_exact_hour() -> None:
    drawn = draw('{% clock now end now=now size="large" label="Protection" %}', end=NOW + timedelta(days=3), now=NOW)

    assert words(drawn) == "Protection: 3 days left Nov. 24, 2026, 10 p.m. UTC"


def test_pill_escapes_its_word_and_ignores_a_tone_it_does_not_know() -> None:
    drawn = draw("{% pill label tone %}", label="<b>New</b>", tone='x" onclick="')

    assert "&lt;b&gt;New" in drawn
    assert "onclick" not in drawn


@pytest.mark.parametrize("tone", ["", "info", "good", "warn", "bad"])
def test_pill_tells_its_tone_by_shape(tone: str) -> None:
    others = {other for other in ("", "info", "good", "warn", "bad") if other != tone}
    glyphs = {
        other: draw('{% pill "x" tone %}', tone=other).split("</svg>")[0].split("<svg")[1] for other in {tone, *others}
    }

    assert all(glyphs[tone] != glyphs[other] for other in others)


def test_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "home" %}')
    assert 'role="img" aria-label="current"' in draw('{% icon "check" "s" "current" %}')


@pytest.mark.parametrize(("cookie", "expected"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_theme_is_one_of_two_words_or_the_systems(cookie: str, expected: str) -> None:
    request = HttpRequest()
    request.COOKIES["theme"] = cookie

    assert draw("{% theme %}", request=request) == expected


def test_capture_keeps_a_part_for_two_places() -> None:
    assert (
        draw("{% capture title %} <b>Leads</b> {% endcapture %}{{ title }}|{{ title|striptags }}")
        == "<b>Leads</b>|Leads"
    )


def test_capture_wants_exactly_one_name() -> None:
    with pytest.raises(TemplateSyntaxError):
        draw("{% capture %}{% endcapture %}")


def test_inline_svg_drops_the_prologue_and_whatever_is_no_svg() -> None:
    assert draw("{{ markup|inline_svg }}", markup="<?xml version='1.0'?>\n<svg><path/></svg>") == "<svg><path/></svg>"
    assert draw("{{ markup|inline_svg }}", markup="<script>") == ""


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
    ],
)
def test_device_is_told_as_a_person_calls_it(agent: str, expected: str) -> None:
    assert draw("{{ agent|device }}", agent=agent) == expected


def test_bar_chart_has_its_figures_in_a_table_behind() -> None:
    drawn = draw('{% bar_chart "Sales" points %}', points=[("Suite", 200, "2.00 USD"), ("CRM", 100, "1.00 USD")])

    assert ['width="210"' in drawn, 'width="105"' in drawn] == [True, True]
    assert drawn.count("2.00 USD") == 2


def test_charts_of_nothing_are_empty_and_whole() -> None:
    drawn = draw('{% bar_chart "Sales" points %}{% line_chart "Sales" points %}', points=[])

    assert drawn.count("</figure>") == 2


def test_charts_keep_amounts_that_no_float_can_hold() -> None:
    largest = 9_223_372_036_854_775_807

    assert 'width="209"' in draw(
        '{% bar_chart "Sales" points %}', points=[("a", largest, "x"), ("b", largest - 1, "y")]
    )


def test_meter_shows_where_the_rule_stands() -> None:
    drawn = draw('{% meter 4 5 label="4 of 5" %}')

    assert ['width="66"' in drawn, 'x="83"' in drawn] == [True, True]
