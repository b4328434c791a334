"""Text is compressed, downloads are not."""

import gzip
from io import BytesIO

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from portal.shell.compression import TextGZipMiddleware

TEXT = b"partner " * 500


def answer(response: HttpResponseBase) -> HttpResponseBase:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
    return TextGZipMiddleware(lambda _: response)(request)  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "image/svg+xml"])
def test_text_is_compressed(kind: str) -> None:
    response = answer(HttpResponse(TEXT, content_type=kind))

    assert isinstance(response, HttpResponse)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == TEXT


def test_download_goes_as_it_is() -> None:
    response = answer(FileResponse(BytesIO(TEXT), content_type="application/pdf"))

    assert not response.has_header("Content-Encoding")
