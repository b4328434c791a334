"""Sales of the cast's first vendor for runs: rates, deals, batches, without going through files."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from commissions.models import ImportBatch, Payee, PayeeDocument, PayoutMethod, PayoutRun, Rate, Sale
from commissions.queries.payees import SEAL
from commissions.services.runs import calculate_now, open_run
from leads.models import Deal, Lead
from partners.models import Agreement
from portal.crypto import encrypt
from portal.files.models import StoredFile
from portal.guides.models import GuideVersion
from tests.cast import VendorCast, look_up

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TODAY = NOW.date()


@dataclass
class Sales:
    """Enter `acting_as(Role.STAFF, vendor=...)` first."""

    cast: VendorCast
    batch: ImportBatch
    number: int = 0
    rates: dict[int, Rate] = field(default_factory=dict)

    def rate(
        self, partner: int, rate: str = "0.2", *, since: date = date(2024, 1, 1), until: date | None = None
    ) -> Rate:
        agreement = Agreement.objects.get(partner_id=partner, program_id=self.cast.program)
        made: Rate = Rate.objects.create(
            agreement=agreement, partner_id=partner, rate=Decimal(rate), period=DateRange(since, until)
        )
        return made

    def sale(
        self,
        partner: int,
        minor: int,
        on: date = date(2026, 10, 5),
        *,
        currency: str = "USD",
        deal: Deal | None = None,
        earns: bool = True,
    ) -> Sale:
        self.number += 1
        made: Sale = Sale.objects.create(
            partner_id=partner, program_id=self.cast.program, batch=self.batch, row_no=self.number, system="erp",
            external_id=f"S-{self.number}", invoice=f"INV-{self.number}", product="CRM",
            kind="new" if minor > 0 else "refund", sold_on=on, amount_minor=minor, currency=currency,
            source="outbound" if deal else "inbound", deal=deal, earns=earns,
        )  # fmt: skip
        return made

    def deal(self, partner: int, closed_on: date, *, cancelled_on: date | None = None) -> Deal:
        self.number += 1
        at = datetime(2026, 1, 1, tzinfo=UTC)
        lead = Lead.objects.create(
            program_id=self.cast.program, partner_id=partner, owner_id=partner, status="new", source="outbound",
            assignment="assigned", company=f"Customer {self.number}", country="US", claim_key=f"customer-{self.number}",
            contact_name="C", contact_email="c@customer.example", guide_version=GuideVersion.objects.first(),
            assigned_at=at, protected_until=at + timedelta(days=90),
        )  # fmt: skip
        made: Deal = Deal.objects.create(
            lead=lead, partner_id=partner, program_id=self.cast.program, source="outbound",
            reference=f"D-{self.number}", state="cancelled" if cancelled_on else "won", closed_on=closed_on,
            cancelled_on=cancelled_on,
        )  # fmt: skip
        return made

    def payable(
        self, partner: int, *, currency: str = "USD", kind: str = "paypal", account: str = "birch@payee.example"
    ) -> Payee:
        """A payee with everything that F-PAY-01 asks for."""
        payee: Payee = Payee.objects.create(
            partner_id=partner, legal_name=f"Payee {partner}", country="US", us_person=True, currency=currency
        )
        since = DateTimeTZRange(datetime(2024, 1, 1, tzinfo=UTC), None)
        row_id = 900_000 + payee.pk
        method = PayoutMethod.objects.create(
            pk=row_id, payee=payee, partner_id=partner, kind=kind, hint="…", confirmed_at=since.lower, period=since,
            account=encrypt(account, vendor_id=self.cast.id, row_id=row_id, **SEAL),
        )  # fmt: skip
        papers = {"w9": None} | ({"bank_letter": method} if kind == "bank" else {})
        for paper, about in papers.items():
            PayeeDocument.objects.create(
                payee=payee, partner_id=partner, kind=paper, method=about, confirmed_at=since.lower,
                signed=True, stamped=True,
            )  # fmt: skip
        return payee

    def run(self, period: str = "2026-10", *, now: datetime = NOW) -> PayoutRun:
        run = open_run(program_id=self.cast.program, period=period, today=now.date())
        return calculate_now(run, now=now)


def begin_sales() -> Sales:
    file = StoredFile.objects.create(sha256="0" * 64, size=1, content_type="text/csv", name="s.csv", purpose="sales")
    cast = look_up("acme")
    batch = ImportBatch.objects.create(
        program_id=cast.program, file=file, system="erp", declared_rows=1, declared_sums={}, state="loaded"
    )
    return Sales(cast, batch)
