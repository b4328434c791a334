"""Reading an agreement and signing it."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.forms.agreements import SignatureForm
from partners.models import SignedAgreement
from partners.queries.agreements import agreements_visible_to, deviations_of, signatures_of
from partners.rules.paragraphs import paragraphs
from partners.services.agreements.signing import sign_agreement
from partners.views.agreements import why_not_sign
from portal.accounts.actor import Actor
from portal.accounts.rights import requires
from portal.forms import blame
from portal.problems import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires("agreements.sign")
def signature_page(request: HttpRequest, vendor: str, agreement: int) -> HttpResponse:
    """The document, and under it the form. What was typed stays when something is wrong; a signature is given once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(agreements_visible_to(actor).select_related("text__file", "document"), pk=agreement)
    back = reverse("agreements:agreement", kwargs={"vendor": vendor, "agreement": agreement})
    form = SignatureForm(
        request.POST if request.method == "POST" else None,
        initial={"signer": actor.name, "document_sha256": found.text.sha256},
    )
    if form.is_bound and form.is_valid():
        try:
            signed = _sign(request, actor, found, form.cleaned_data)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            done = signed.state == "executed"
            messages.success(
                request, _("Signed. The agreement is executed.") if done else _("Signed. Now the other side signs.")
            )
            return redirect(back)
    signatures = signatures_of(found)
    context = {
        "agreement": found,
        "paragraphs": paragraphs(found.text.body),
        "deviations": deviations_of(found),
        "signatures": signatures,
        "form": form,
        "action": request.path,
        "back": back,
        "refused": "" if form.is_bound else why_not_sign(actor, found, signatures),
    }
    return render(request, "partners/agreements/signature.html", context, status=422 if form.is_bound else 200)


def _sign(request: HttpRequest, actor: Actor, agreement: SignedAgreement, data: dict[str, Any]) -> SignedAgreement:
    return sign_agreement(
        agreement.pk,
        by=actor,
        signer=data["signer"],
        title=data["title"],
        address=get_adapter(request).get_client_ip(request),
        document_sha256=data["document_sha256"],
        at=timezone.now(),
    )
