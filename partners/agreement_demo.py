"""Demo agreements: texts of every program, what partners signed, and one of each thing that waits for somebody."""

import hashlib
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import (
    Admission,
    AgreementMove,
    AgreementPaper,
    AgreementSignature,
    AgreementText,
    CompanyFact,
    Enrolment,
    EnrolmentManager,
    ManagerRegion,
    Partner,
    SignedAgreement,
)
from partners.queries.agreements import agreements_section, guide_of
from partners.rules.agreements import term_from
from partners.services.activation import Company, open_admission
from partners.services.agreements.sending import CHECK
from portal.accounts.models import Membership
from portal.approvals.services import ask
from portal.demo.build import make_login
from portal.demo.parts import World, demo_part
from portal.files.services import store_file
from portal.guides.models import Program
from portal.tenancy import bare

SIGNED = 14
#: Of all partners, how many nobody looks after.
ALONE = 5
#: Of the partners with a master agreement: what became of the last ones.
WAITING_FOR_US, PAPER, LAPSED = 11, 12, 13
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@demo_part("agreements", order=15)
def build_agreements(world: World) -> None:
    """Texts, agreements with the first partners, and a newcomer on its way in each program."""
    for slug, program_id in world.programs.items():
        program = Program.objects.get(pk=program_id)
        texts = _texts(world, program)
        if not texts:
            continue
        master = next(text for text in texts.values() if text.kind == AgreementText.Kind.MASTER)
        _sign(world, program, master)
        ManagerRegion.objects.create(
            program=program, country="", manager_id=world.members["manager"], period=DateRange(world.began, None)
        )
        _look_after(world, program)
        _newcomer(world, program, slug)


def _look_after(world: World, program: Program) -> None:
    """The manager looks after everybody but the last few, whom nobody was given yet."""
    enrolled = Enrolment.objects.filter(program=program, partner__in=world.partners[:-ALONE]).order_by("pk")
    EnrolmentManager.objects.bulk_create(
        EnrolmentManager(
            enrolment=one, partner_id=one.partner_id, manager_id=world.members["manager"], period=one.period,
            assigned_at=world.now,
        )
        for one in enrolled
    )  # fmt: skip


def _texts(world: World, program: Program) -> dict[str, AgreementText]:
    """The first version of every document that the guide asks for, from the first day on."""
    section = agreements_section(guide_of(program, world.now))
    began = world.now - timedelta(days=(world.today - world.began).days)
    texts = []
    for key, terms in section.documents.items() if section else ():
        body = _words(terms.name.en, program.name)
        texts.append(
            AgreementText(
                program=program,
                key=key,
                kind=terms.kind,
                number=1,
                heading=terms.name.en,
                body=body,
                sha256=hashlib.sha256(body.encode()).hexdigest(),
                effective_from=world.began,
                written_by_id=world.members["admin"],
                written_at=began,
                published_by_id=world.members["admin"],
                published_at=began,
            )
        )
    AgreementText.objects.bulk_create(texts)
    return {text.key: text for text in texts}


def _words(name: str, program: str) -> str:
    return (
        f"# {name}\n\nBetween the vendor and the partner named on the first page, for taking part in {program}.\n\n"
        "## What it is about\n\nThis is a text of the demonstration. A program admin replaces it by the vendor's own words, "
        "or by a PDF, under Agreement texts; every version stays what it was when it was signed.\n\n"
        "## Beginning and end\n\nIt begins when all who have to sign have signed, and ends as the program guide says.\n\n"
        "## Benefits\n\nNo benefit begins before this agreement is executed and the general requirements are met."
    )


def _sign(world: World, program: Program, master: AgreementText) -> None:
    """The master agreement with the first partners: most executed, one for us to sign, one on paper, one lapsed."""
    partners = list(Partner.objects.filter(pk__in=world.partners[:SIGNED]).order_by("pk"))
    section = agreements_section(guide_of(program, world.now))
    assert section is not None
    terms = section.documents[master.key]
    sent_at = world.now - timedelta(days=300)
    rows = [
        SignedAgreement(
            partner=partner,
            program=program,
            text=master,
            number=f"{program.slug}-{partner.pk}-{master.key}-V1".upper()[:60],
            sent_at=sent_at + timedelta(days=7 * index),
        )
        for index, partner in enumerate(partners)
    ]
    SignedAgreement.objects.bulk_create(rows)
    for index, row in enumerate(rows):
        if index == PAPER:
            _put_on_paper(world, row)
            continue
        signed_at = row.sent_at + timedelta(days=2)
        _write(row, AgreementSignature.Side.PARTNER, "Ada Abbott", world.members["admin"], signed_at)
        _move(row, "sent", "partner_signed", signed_at)
        if index == WAITING_FOR_US:
            _set(row, state="partner_signed")
            continue
        _write(
            row, AgreementSignature.Side.VENDOR, "Vera Vendor", world.members["admin"], signed_at + timedelta(days=1)
        )
        _move(row, "partner_signed", "executed", signed_at + timedelta(days=1))
        term = term_from((signed_at + timedelta(days=1)).date(), terms)
        _set(row, state="partner_signed")
        _set(
            row, state="executed", executed_at=signed_at + timedelta(days=1), starts_on=term.starts_on, ends_on=term.ends_on,
            notice_on=term.notice_on, renewal=terms.renewal.value if terms.renewal else "none", on_lapse="nothing",
        )  # fmt: skip
        if index == LAPSED:
            _move(row, "executed", "lapsed", world.now - timedelta(days=5), "The new version was not accepted in time.")
            _set(row, state="lapsed")


def _put_on_paper(world: World, row: SignedAgreement) -> None:
    """A scan that a second person has to look at."""
    day = world.today - timedelta(days=20)
    stored = store_file(SCAN, name="signed.pdf", purpose="agreement_paper", partner_id=row.partner_id)
    paper = AgreementPaper.objects.create(
        agreement=row, partner_id=row.partner_id, file=stored, partner_signer="Bruno Berger", partner_title="Director",
        partner_signed_on=day, vendor_signer="Vera Vendor", vendor_title="Head of partners", vendor_signed_on=day, starts_on=day,
        uploaded_by_id=world.members["manager"], uploaded_at=world.now - timedelta(days=2),
    )  # fmt: skip
    _move(row, "sent", "paper", world.now - timedelta(days=2))
    _set(row, state="paper")
    ask(CHECK, subject_id=paper.pk, by=None, partner_id=row.partner_id, detail={"agreement": row.pk})


def _write(row: SignedAgreement, side: str, signer: str, member: int, at: datetime) -> None:
    AgreementSignature.objects.create(
        agreement=row, partner_id=row.partner_id, side=side, signer=signer, title="Director", address="192.0.2.10",
        document_sha256=row.text.sha256, membership_id=member, signed_at=at,
    )  # fmt: skip


def _move(row: SignedAgreement, before: str, after: str, at: datetime, reason: str = "") -> None:
    AgreementMove.objects.create(
        agreement=row, partner_id=row.partner_id, before=before, after=after, at=at, reason=reason
    )


def _set(row: SignedAgreement, **columns: object) -> None:
    SignedAgreement.objects.filter(pk=row.pk).update(**columns)


def _newcomer(world: World, program: Program, slug: str) -> Admission:
    """A partner that was approved two weeks ago and has everything still to sign; its admin can sign in."""
    partner = Partner.objects.create(name=f"Newcomer {program.name.split()[0]}", state=Partner.State.WAITING)
    CompanyFact.objects.create(
        partner=partner,
        kind="legal_name",
        value=f"{partner.name} Ltd",
        period=DateRange(world.today - timedelta(days=14), None),
    )
    mail = f"newcomer@{slug}-newcomer.example"
    with bare():
        user = make_login(mail, "Nora Newcomer")
    Membership.objects.create(
        user=user, role="partner_admin", partner_id=partner.pk, name="Nora Newcomer", email=mail, waiting=True
    )
    section = agreements_section(guide_of(program, world.now))
    category = next((one for terms in section.documents.values() for one in terms.categories), "") if section else ""
    company = Company(partner.pk, program.pk, category or _first_category(program, world), country="US")
    return open_admission(company, by=None, at=world.now - timedelta(days=14))


def _first_category(program: Program, world: World) -> str:
    guide = guide_of(program, world.now)
    tiering = guide.document.sections.get("tiering") if guide else None
    return str(next(iter(getattr(tiering, "categories", {"": None}))))
