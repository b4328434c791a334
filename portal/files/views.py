"""Downloads."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.accounts.rights import requires
from portal.files.models import StoredFile
from portal.files.purposes import PURPOSES
from portal.files.services import FileMissing, attachment


@require_safe
@requires("files.download")
def download(request: HttpRequest, vendor: str, file: int) -> HttpResponseBase:
    """A file the member may see: row security says which rows, its purpose may ask for a right beside."""
    stored = get_object_or_404(StoredFile, pk=file)
    purpose = PURPOSES.all().get(stored.purpose)
    if purpose and purpose.right and not request.actor.may(purpose.right):  # type: ignore[attr-defined]
        raise PermissionDenied(purpose.right)
    try:
        return attachment(stored)
    except FileMissing as missing:
        raise Http404 from missing
