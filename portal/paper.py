"""HTML to PDF. No network, no file of this machine: a document carries everything in itself."""

import logging
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher


class NothingIsFetched(ValueError):
    """A document asked for an address. A paper carries everything in itself."""


class RefusingFetcher(URLFetcher):  # type: ignore[misc]
    """Refuses every address, files and data included: nothing a name on a paper says is ever opened."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Refuse."""
        raise NothingIsFetched(url[:80])


def print_html(html: str) -> bytes:
    """The PDF's bytes."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    drawn: bytes | None = HTML(string=html, base_url=None, url_fetcher=RefusingFetcher()).write_pdf()
    assert drawn is not None
    return drawn
