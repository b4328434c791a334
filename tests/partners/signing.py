"""A program with texts, a partner on its way, and people who sign."""

from datetime import UTC, date, datetime

from partners.models import Admission, AgreementText, Partner, SignedAgreement
from partners.services.activation import Company, open_admission
from partners.services.agreements.signing import sign_agreement
from partners.services.agreements.texts import Words, publish_text, write_draft
from portal.accounts.actor import Actor
from portal.accounts.identify import member_of
from portal.accounts.models import Membership, User
from portal.embedded.places import ROOT
from portal.guides.models import Program
from portal.guides.queries import versions
from portal.guides.services import create_program, publish_guide
from portal.tenancy import Role, acting_as, bare
from tests.cast import VendorCast

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def actor_of(vendor: VendorCast, role: str, partner: int = 0) -> Actor:
    with bare():
        actor = member_of(vendor.user(role, partner), vendor.id)
    assert actor is not None
    return actor


def program_of(slug: str) -> Program:
    """A program of the acting vendor under the guide that ships under this name."""
    known: Program | None = Program.objects.filter(slug=slug).first()
    if known is not None:
        return known
    # Clones begin with the same ids, and what a version says is remembered by its id.
    versions._read.cache_clear()
    versions._leaves_open.cache_clear()
    source = (ROOT / f"portal/guides/library/{slug}.toml").read_text()
    program = create_program(slug=slug, name=slug, legal_time_zone="America/Los_Angeles")
    publish_guide(program, source=source, effective_from=date(2024, 1, 1))
    return program


def publish(
    program: Program, key: str, *, by: Actor, reaccept_by: date | None = None, at: datetime = NOW, body: str = ""
) -> AgreementText:
    words = Words(heading=f"{key} agreement", body=body or f"# {key}\n\nBoth sides agree.")
    draft = write_draft(program=program, key=key, words=words, by=by, at=at)
    return publish_text(draft.pk, effective_from=at.date(), reaccept_by=reaccept_by, by=by, at=at)


def waiting_partner(name: str = "Newcomer") -> Partner:
    partner: Partner = Partner.objects.create(name=name, state=Partner.State.WAITING)
    return partner


def admin_of(partner: Partner, vendor: VendorCast, mail: str = "new@partner.example") -> Actor:
    """A signatory of a partner that is not active yet."""
    with bare():
        user = User.objects.create_user(mail, name="Nora New")
    Membership.objects.create(
        user=user, role="partner_admin", partner_id=partner.pk, name="Nora New", email=mail, waiting=True
    )
    with bare():
        actor = member_of(user.pk, vendor.id)
    assert actor is not None
    return actor


def admit(partner: Partner, program: Program, category: str, *, by: Actor | None = None, **more: object) -> Admission:
    company = Company(partner_id=partner.pk, program_id=program.pk, category=category, country="US", **more)  # type: ignore[arg-type]
    return open_admission(company, by=by, at=NOW)


def sign(agreement: SignedAgreement, by: Actor, *, at: datetime = NOW, sha256: str | None = None) -> SignedAgreement:
    """As the member would: in their own role."""
    role = Role.STAFF if by.is_staff else Role.PARTNER
    with acting_as(role, vendor=by.vendor_id, partner=by.partner_id):
        return sign_agreement(
            agreement.pk,
            by=by,
            signer="Nora New" if by.partner_id else "Vera Vendor",
            title="Director",
            address="192.0.2.7",
            document_sha256=agreement.text.sha256 if sha256 is None else sha256,
            at=at,
        )


def agreements_of(admission: Admission) -> dict[str, SignedAgreement]:
    rows = SignedAgreement.objects.filter(admission=admission).select_related("text", "program")
    return {row.text.key: row for row in rows}
