from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from rest_framework.exceptions import ParseError, ValidationError

from portal.api.parsers import StrictJSONParser


def parse(body: bytes) -> Any:
    return StrictJSONParser().parse(BytesIO(body))


def test_parser_reads_points_as_decimals() -> None:
    parsed = parse(b'{"percent": 0.10, "amount": 12, "who": ["\xc3\xa9", null, true]}')
    assert parsed == {"percent": Decimal("0.10"), "amount": 12, "who": ["é", None, True]}
    assert isinstance(parsed["percent"], Decimal)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe{}", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": "\xc3"}', b"[" * 100_000, b'{"a":' * 50_000],
)
def test_parser_refuses_what_is_no_json(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse(body)


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (b'{"name": "a\\u0000b"}', "name", "Null characters"),
        (b'{"name": "\\ud800"}', "name", "Surrogate characters"),
        (b'{"id": 9223372036854775808}', "id", "too large"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "id", "too large"),
        (b'{"id": 1e9999}', "id", "too large"),
        (b'{"rows": [{"a": {"b": ["\\u0000"]}}]}', "rows", "Null characters"),
        (b'{"rows": ' + b"[" * 30 + b"]" * 30 + b"}", "rows", "nested too deep"),
        (b'{"a\\u0000": 1}', "a?", "Null characters"),
        (b'["\\u0000"]', "non_field_errors", "Null characters"),
    ],
)
def test_parser_names_the_field_that_the_database_could_not_hold(body: bytes, field: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse(body)
    detail: Any = caught.value.detail
    assert list(detail) == [field]
    assert words in str(detail[field][0])
