"""Handing out a file that a page of commissions links."""

from django.http import Http404, HttpResponseBase

from portal.files.models import StoredFile
from portal.files.services import FileMissing, attachment


def download(stored: StoredFile) -> HttpResponseBase:
    """The file as an attachment; one whose bytes are lost is not there."""
    try:
        return attachment(stored)
    except FileMissing as missing:
        raise Http404 from missing
