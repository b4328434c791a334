"""What goes in and out for sales and payees."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commissions.models import ImportBatch, PayeeDocument, PayoutMethod
from commissions.sheets import LONGEST
from portal.api.serializers import Input, LineField
from portal.countries import COUNTRIES
from portal.currencies import UnknownCurrency
from portal.money import AmountUnreadable, parse

MOST_LINES = 10_000
_KINDS = ("new", "renewal", "refund")


class SaleLine(Input):
    """One sale as its source has it. Everything is text, and is judged row by row: see the batch's rows."""

    external_id = serializers.CharField(max_length=LONGEST["external_id"])
    invoice = serializers.CharField(max_length=LONGEST["invoice"])
    partner = serializers.CharField(max_length=LONGEST["partner"], help_text="The partner's id in the source system.")
    product = serializers.CharField(max_length=LONGEST["product"])
    sold_on = serializers.CharField(max_length=40, help_text="2026-10-31")
    amount = serializers.CharField(max_length=60, help_text="1234.50; a refund is negative.")
    currency = serializers.CharField(max_length=20, help_text="USD")
    kind = serializers.CharField(max_length=20, help_text="new, renewal or refund")
    deal = serializers.CharField(max_length=LONGEST["deal"], allow_blank=True, default="")
    cancelled_on = serializers.CharField(
        max_length=40,
        allow_blank=True,
        default="",
        help_text="The day the customer cancelled the deal; may come later.",
    )
    billed_by = serializers.CharField(max_length=20, allow_blank=True, default="vendor")


class SumsField(serializers.DictField):
    """{"USD": "1234.50"} in, minor units by currency inside."""

    child = serializers.CharField(max_length=60)

    def to_internal_value(self, data: Any) -> dict[str, int]:
        typed = super().to_internal_value(data)
        try:
            return {currency: parse(amount, currency=currency).minor for currency, amount in typed.items()}
        except (AmountUnreadable, UnknownCurrency) as error:
            raise serializers.ValidationError(str(error)) from None


class ControlTotals(Input):
    """Count and sums as the source has them; a difference to the rows stops the batch."""

    rows = serializers.IntegerField(min_value=1, max_value=1_000_000)
    sums = SumsField()


class NewBatch(Input):
    """A batch of sales."""

    program = serializers.SlugField(max_length=40)
    system = serializers.CharField(max_length=40)
    lines = serializers.ListField(child=SaleLine(), min_length=1, max_length=MOST_LINES)
    control = ControlTotals()
    bad_rows = serializers.ChoiceField(ImportBatch.BadRows.choices, default=ImportBatch.BadRows.KEEP_GOOD)
    earns = serializers.BooleanField(default=True, help_text="False for history that earns nothing.")


class BatchOut(serializers.Serializer[Any]):
    """An import and what became of its rows. Sums are minor units by currency."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    program = serializers.CharField(source="program.slug")
    system = serializers.CharField()
    bad_rows = serializers.CharField()
    earns = serializers.BooleanField()
    declared_rows = serializers.IntegerField()
    declared_sums = serializers.DictField(child=serializers.IntegerField())
    found_rows = serializers.IntegerField()
    found_sums = serializers.DictField(child=serializers.IntegerField())
    good = serializers.IntegerField()
    bad = serializers.IntegerField()
    known = serializers.IntegerField()
    loaded = serializers.IntegerField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()


class FaultOut(serializers.Serializer[Any]):
    """One thing wrong with a row."""

    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()


class RowOut(serializers.Serializer[Any]):
    """One row of an import; `row` is its number in the file, the header being 1."""

    row = serializers.IntegerField(source="row_no")
    state = serializers.CharField()
    external_id = serializers.CharField()
    faults = serializers.SerializerMethodField()

    @extend_schema_field(FaultOut(many=True))
    def get_faults(self, row: Any) -> list[dict[str, str]]:
        """Every fault with its words."""
        from commissions.queries.imports import read_fault

        found = [read_fault(text) for text in row.faults]
        return [{"column": fault.column, "code": fault.code.value, "message": fault.message} for fault in found]


class NewPayee(Input):
    """A legal entity that is paid."""

    legal_name = LineField(max_length=160)
    country = serializers.ChoiceField(choices=sorted(COUNTRIES))
    us_person = serializers.BooleanField()
    currency = serializers.RegexField(r"^[A-Z]{3}$")


class NewAccount(Input):
    """Where the money goes."""

    kind = serializers.ChoiceField(PayoutMethod.Kind.choices)
    account = serializers.CharField(max_length=120)
    bank_code = serializers.CharField(max_length=14, allow_blank=True, default="")


class NewPaper(Input):
    """A paper, its content in base64: PDF, PNG or JPEG."""

    kind = serializers.ChoiceField(PayeeDocument.Kind.choices)
    name = serializers.CharField(max_length=200)
    content = serializers.CharField(max_length=2_000_000)


class PaperDecision(Input):
    """Confirm a paper, or send it back with the reason."""

    confirm = serializers.BooleanField()
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")
    signed = serializers.BooleanField(default=False)
    stamped = serializers.BooleanField(default=False)


class AccountDecision(Input):
    """Confirm an account, or refuse it with the reason."""

    confirm = serializers.BooleanField()
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class AccountOut(serializers.Serializer[Any]):
    """An account; of its number only the hint."""

    id = serializers.IntegerField()
    payee = serializers.IntegerField(source="payee_id")
    kind = serializers.CharField()
    hint = serializers.CharField()
    proposed_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    refused_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    starts = serializers.SerializerMethodField()

    def get_starts(self, method: Any) -> str | None:
        """When it comes into force."""
        return method.period.lower.isoformat() if method.period else None


class PaperOut(serializers.Serializer[Any]):
    """A paper of a payee."""

    id = serializers.IntegerField()
    payee = serializers.IntegerField(source="payee_id")
    kind = serializers.CharField()
    #: Empty where the file is gone: papers outlive their bytes.
    name = serializers.CharField(source="file.name", default="")
    received_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class PayeeOut(serializers.Serializer[Any]):
    """A payee; `missing` are the codes of what keeps payments on hold."""

    id = serializers.IntegerField()
    partner = serializers.IntegerField(source="partner_id")
    legal_name = serializers.CharField()
    country = serializers.CharField()
    us_person = serializers.BooleanField(allow_null=True)
    currency = serializers.CharField()
    missing = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing(self, payee: Any) -> list[str]:
        """Looked up once for the whole page by the view."""
        found: dict[int, list[str]] = self.context["missing"]
        return found.get(payee.pk, [])
