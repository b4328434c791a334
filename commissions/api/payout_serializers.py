"""What goes in and out for runs, statements and payments. Amounts are minor units beside their currency."""

from rest_framework import serializers

from commissions.models import Payout, PayoutRun, Statement
from portal.api.serializers import Input


class NewRun(Input):
    """A month to be run."""

    program = serializers.SlugField(max_length=40, required=False)
    period = serializers.CharField(max_length=7, help_text="2026-10")


class RunDecision(Input):
    """The second person's word."""

    approve = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class TotalsOut(serializers.Serializer[object]):
    """A run in one currency."""

    currency = serializers.CharField()
    statements = serializers.IntegerField()
    earned = serializers.IntegerField()
    payable = serializers.IntegerField()
    held = serializers.IntegerField()
    sent = serializers.IntegerField()
    paid = serializers.IntegerField()
    returned = serializers.IntegerField()
    carried = serializers.IntegerField()


class ExceptionOut(serializers.Serializer[object]):
    """Sales that a run could not turn into earnings."""

    reason = serializers.CharField()
    lines = serializers.IntegerField()
    partners = serializers.IntegerField()


class RunOut(serializers.ModelSerializer[PayoutRun]):
    """A payout run."""

    program = serializers.CharField(source="program.slug", read_only=True)
    guide_version = serializers.IntegerField(source="guide_version_id", read_only=True)

    class Meta:
        model = PayoutRun
        fields = ("id", "program", "period", "state", "guide_version", "created_at", "calculated_at", "approved_at")


class RunDetailOut(RunOut):
    """A payout run with what it comes to."""

    totals = TotalsOut(many=True)
    exceptions = ExceptionOut(many=True)

    class Meta(RunOut.Meta):
        fields = (*RunOut.Meta.fields, "totals", "exceptions")  # type: ignore[assignment]


class StatementOut(serializers.ModelSerializer[Statement]):
    """What a partner was told for a month."""

    partner = serializers.IntegerField(source="partner_id", read_only=True)
    due_minor = serializers.IntegerField(read_only=True)

    class Meta:
        model = Statement
        fields = (
            "id", "number", "partner", "period", "currency", "total_minor", "brought_minor", "due_minor", "lines",
            "closes_on", "pay_from", "pay_on", "pay_by",
        )  # fmt: skip


class StatementLineOut(serializers.Serializer[object]):
    """One line of a statement and what it came from."""

    earning = serializers.IntegerField(source="earning_id")
    sale = serializers.IntegerField(source="sale_id")
    external_id = serializers.CharField()
    invoice = serializers.CharField()
    product = serializers.CharField()
    kind = serializers.CharField()
    sold_on = serializers.DateField()
    basis_minor = serializers.IntegerField()
    currency = serializers.CharField()
    percent = serializers.DecimalField(max_digits=7, decimal_places=6)
    amount_minor = serializers.IntegerField()
    rule = serializers.CharField()
    guide_version = serializers.IntegerField(source="guide_number")
    deal = serializers.CharField(allow_null=True)


class StatementLinesOut(serializers.Serializer[object]):
    """A page of lines; `next_after` leads to the following one."""

    results = StatementLineOut(many=True)
    next_after = serializers.IntegerField(allow_null=True)


class PayoutOut(serializers.ModelSerializer[Payout]):
    """One payment."""

    partner = serializers.IntegerField(source="partner_id", read_only=True)
    statement = serializers.IntegerField(source="statement_id", read_only=True)
    period = serializers.CharField(read_only=True)

    class Meta:
        model = Payout
        fields = (
            "id", "reference", "partner", "statement", "period", "currency", "amount_minor", "pay_on", "send_on",
            "pay_by", "state", "reasons", "result_on", "result_reason",
        )  # fmt: skip
