"""Names read alike wherever they are shown: nothing invisible in them, nothing that turns the writing round."""

import pytest
from django import forms

from partners.forms.steps import ShareField
from portal.forms import LineField
from portal.plain_lines import plain_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Acme\u202eHbmG\u202c GmbH", "AcmeHbmG GmbH"),
        ("Ac\u200bme\ufeff \u2060Ltd", "Acme Ltd"),
        ("Acme\r\nBcc: you@evil.example", "Acme Bcc: you@evil.example"),
        ("  Acme \t\u2028 Ltd\u00a0", "Acme Ltd"),
        ("Z" + "\u0301" * 80 + "oe", "\u0179\u0301\u0301\u0301oe"),
        ("\u200b\u3164\u2060", ""),
        ("نی\u200cرو", "نی\u200cرو"),  # a joiner where Persian needs it
        ("Ac\u200cme", "Acme"),
        ("Société Générale", "Société Générale"),
        ("日本電気株式会社", "日本電気株式会社"),
    ],
)
def test_line_keeps_what_people_see(typed: str, kept: str) -> None:
    assert plain_line(typed) == kept
    assert plain_line(kept) == kept


@pytest.mark.parametrize("typed", ["\u200b\u200b", "\u202e", "--- !", "\u3164"])
def test_name_that_shows_nothing_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        LineField(max_length=160).clean(typed)


@pytest.mark.rule("A-DD-02")
@pytest.mark.parametrize(("typed", "share"), [("10,5", "10.5"), ("10.5", "10.5"), ("10,01", "10.01"), ("100", "100")])
def test_share_is_typed_with_a_point_or_a_comma(typed: str, share: str) -> None:
    assert f"{ShareField().clean(typed)}" == share


@pytest.mark.parametrize("typed", ["10.00001", "10,00001", "1,000", "1.000,5", "-5", "0", "100.01", "NaN", "Infinity"])
def test_share_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        ShareField().clean(typed)
