"""PDFs of executed agreements and of certificates: drawn by a job, then kept. No network, no file of this machine."""

from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from partners.agreement_states import AgreementState
from partners.models import AdmissionTask, AgreementPaper, AgreementSignature, CompanyFact, SignedAgreement
from partners.queries.agreements import deviations_of, signatures_of, today_of
from partners.queries.categories import category_name
from partners.rules.paragraphs import paragraphs
from portal.files.services import store_file
from portal.tenancy.models import Brand

AGREEMENT_FILE = "agreement_pdf"
CERTIFICATE_FILE = "certificate_pdf"


@transaction.atomic
def keep_agreement_pdf(agreement_id: int) -> SignedAgreement:
    """Draw and keep the PDF of an executed agreement, unless it is kept already."""
    agreement: SignedAgreement = (
        SignedAgreement.objects.select_for_update(of=("self",))
        .select_related("text__file", "program", "partner")
        .get(pk=agreement_id)
    )
    if agreement.pdf_id is None and agreement.executed_at is not None:
        agreement.pdf = store_file(
            draw_agreement(agreement),
            name=f"{agreement.number}.pdf",
            purpose=AGREEMENT_FILE,
            partner_id=agreement.partner_id,
        )
        agreement.save(update_fields=["pdf"])
    return agreement


def draw_agreement(agreement: SignedAgreement) -> bytes:
    """The bytes, in the language of the text. Hostile names are text to it: the template escapes them, and nothing is fetched."""
    with translation.override(agreement.text.language):
        html = render_to_string("partners/paper/agreement.html", _agreement(agreement))
    return _print(html)


def _print(html: str) -> bytes:
    # Imported where it is needed: the PDF library takes a second and 60 MB, and no web process draws.
    from portal.paper import print_html

    return print_html(html)


def _agreement(agreement: SignedAgreement) -> dict[str, Any]:
    paper = AgreementPaper.objects.filter(agreement=agreement, outcome=AgreementPaper.Outcome.ACCEPTED).first()
    signatures = signatures_of(agreement)
    return {
        **_brand(),
        "agreement": agreement,
        "text": agreement.text,
        "partner": legal_name(agreement),
        "paragraphs": paragraphs(agreement.text.body),
        "sides": [_side(one) for one in signatures] or (_paper_sides(paper) if paper else []),
        "paper": paper,
        "deviations": deviations_of(agreement),
        "ends_on": date_format(agreement.ends_on) if agreement.ends_on else "",
        "starts_on": date_format(agreement.starts_on) if agreement.starts_on else "",
        "renews": agreement.renewal == SignedAgreement.Renewal.AUTOMATIC,
        "in_force": agreement.state == AgreementState.EXECUTED,
    }


def _brand() -> dict[str, Any]:
    brand = Brand.objects.order_by("-period").first()
    return {"vendor": brand.name if brand else "", "hue": brand.hue if brand else 255}


def _side(signature: AgreementSignature) -> dict[str, Any]:
    return {
        "side": signature.get_side_display(),
        "signer": signature.signer,
        "title": signature.title,
        "at": signature.signed_at,
        "address": signature.address,
    }


def _paper_sides(paper: AgreementPaper) -> list[dict[str, Any]]:
    sides = AgreementSignature.Side
    return [
        {"side": sides.PARTNER.label, "signer": paper.partner_signer, "title": paper.partner_title, "on": paper.partner_signed_on},
        {"side": sides.VENDOR.label, "signer": paper.vendor_signer, "title": paper.vendor_title, "on": paper.vendor_signed_on},
    ]  # fmt: skip


def legal_name(agreement: SignedAgreement) -> str:
    """As the papers said on the day it began."""
    facts = CompanyFact.objects.filter(partner_id=agreement.partner_id, kind=CompanyFact.Kind.LEGAL_NAME)
    if agreement.starts_on is not None:
        facts = facts.filter(period__contains=agreement.starts_on)
    name: str | None = facts.order_by("-period").values_list("value", flat=True).first()
    return name or str(agreement.partner.name)


@transaction.atomic
def keep_certificate(task_id: int) -> AdmissionTask:
    """Draw and keep the certificate of a new partner, unless it is kept already (G-REL-03)."""
    task: AdmissionTask = (
        AdmissionTask.objects.select_for_update(of=("self",))
        .select_related("admission__program", "partner")
        .get(pk=task_id)
    )
    if task.file_id is None:
        task.file = store_file(
            draw_certificate(task),
            name=f"certificate-{task.pk}.pdf",
            purpose=CERTIFICATE_FILE,
            partner_id=task.partner_id,
        )
        task.done_at = task.admission.activated_at
        task.save(update_fields=["file", "done_at"])
    return task


def draw_certificate(task: AdmissionTask) -> bytes:
    """The bytes: who, in which program, category and tier, since when."""
    admission = task.admission
    active_at = admission.activated_at or task.opened_at
    facts = CompanyFact.objects.filter(partner_id=task.partner_id, kind=CompanyFact.Kind.LEGAL_NAME).order_by("-period")
    return _print(
        render_to_string(
            "partners/paper/certificate.html",
            {
                **_brand(),
                "partner": facts.values_list("value", flat=True).first() or task.partner.name,
                "program": admission.program.name,
                "category": category_name(admission.program, admission.category, at=active_at),
                "tier": task.detail,
                "since": date_format(today_of(admission.program, active_at)),
            },
        )
    )
