"""The operator's pages: the mail that went to a folder."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.operator import for_operators
from portal.jobs.mailbox import letter, newest_letters


@require_safe
@for_operators
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest messages."""
    return render(request, "operator/mail.html", {"letters": newest_letters(), "now": timezone.now()})


@require_safe
@for_operators
def mail_page(request: HttpRequest, name: str) -> HttpResponse:
    """One message as text."""
    found = letter(name)
    if found is None:
        raise Http404
    return render(request, "operator/letter.html", {"letter": found, "now": timezone.now()})
