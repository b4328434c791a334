"""What goes in and out of the API of leads. Plain fields; amounts are minor units."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from leads.models import Lead
from leads.queries import assignment_at, is_protected_at
from leads.states import Assignment, Delivery, LeadSource, LeadStatus
from portal.api.serializers import IdField, Input, LineField, MinorUnitsField
from portal.countries import COUNTRIES
from portal.currencies import is_active

STATUSES = [status.value for status in LeadStatus]
MOVES = [status.value for status in LeadStatus if status not in (LeadStatus.WON, LeadStatus.LOST, LeadStatus.NEW)]


class AmountIn(Input):
    """An amount: both fields or neither."""

    value_minor = MinorUnitsField(required=False, allow_null=True, default=None)
    currency = serializers.CharField(required=False, allow_blank=True, default="", max_length=3)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["value_minor"] is not None and not is_active(attrs["currency"]):
            raise serializers.ValidationError({"currency": [_("Choose a currency of ISO 4217, such as EUR.")]})
        return attrs


class CustomerIn(AmountIn):
    company = LineField(max_length=160)
    country = serializers.ChoiceField(choices=sorted(COUNTRIES))
    website = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    contact_name = LineField(max_length=120)
    contact_email = serializers.EmailField(max_length=254)
    contact_phone = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    product = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=4_000, required=False, allow_blank=True, default="")


class RegistrationIn(CustomerIn):
    source = serializers.ChoiceField(choices=[source.value for source in LeadSource])  # type: ignore[assignment]
    program = IdField(required=False, allow_null=True, default=None)


class ReasonIn(Input):
    reason = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")


class ReasonNeededIn(Input):
    reason = serializers.CharField(max_length=2_000)


class StatusIn(ReasonIn):
    status = serializers.ChoiceField(choices=MOVES)


class DemoIn(Input):
    done_on = serializers.DateField()


class DeliveryIn(Input):
    """`helper` names the partner that is brought in; only with `partner`."""

    delivery = serializers.ChoiceField(choices=[who.value for who in Delivery])
    helper = LineField(max_length=160, required=False, allow_blank=True, default="")


class DealIn(AmountIn):
    reference = serializers.CharField(max_length=60)
    closed_on = serializers.DateField()


class CancellationIn(ReasonNeededIn):
    cancelled_on = serializers.DateField()


class LeadFilter(Input):
    """What a list may be narrowed to."""

    status = serializers.ChoiceField(choices=STATUSES, required=False)
    source = serializers.ChoiceField(choices=[source.value for source in LeadSource], required=False)  # type: ignore[assignment]
    assignment = serializers.ChoiceField(choices=[state.value for state in Assignment], required=False)
    partner = IdField(required=False)
    company = serializers.CharField(max_length=160, required=False)

    def to_internal_value(self, data: Any) -> Any:
        known = {name: value for name, value in data.items() if name in self.fields}
        return super().to_internal_value(known)


class LeadOut(serializers.Serializer[Lead]):
    """A lead as it is now: whose period is over reads as released."""

    id = serializers.IntegerField()
    partner = serializers.IntegerField(source="partner_id")
    program = serializers.IntegerField(source="program_id")
    status = serializers.ChoiceField(choices=STATUSES)
    source = serializers.ChoiceField(choices=[source.value for source in LeadSource])  # type: ignore[assignment]
    assignment = serializers.SerializerMethodField()
    protected = serializers.SerializerMethodField()
    protected_until = serializers.DateTimeField(allow_null=True)
    assigned_at = serializers.DateTimeField(allow_null=True)
    registered_at = serializers.DateTimeField()
    extended = serializers.BooleanField()
    demo_done_on = serializers.DateField(allow_null=True)
    delivery = serializers.CharField()
    helper = serializers.CharField()
    company = serializers.CharField()
    country = serializers.CharField()
    domain = serializers.CharField()
    contact_name = serializers.CharField()
    contact_email = serializers.CharField()
    contact_phone = serializers.CharField()
    product = serializers.CharField()
    value_minor = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
    note = serializers.CharField()
    reregisters = serializers.IntegerField(source="reregisters_id", allow_null=True)
    guide_version = serializers.IntegerField(source="guide_version_id")

    def get_assignment(self, lead: Lead) -> str:
        """`pending`, `assigned`, `declined` or `released`."""
        return assignment_at(lead, timezone.now()).value

    def get_protected(self, lead: Lead) -> bool:
        """Whether nobody else may register this customer now."""
        return is_protected_at(lead, timezone.now())


class DealOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    lead = serializers.IntegerField(source="lead_id")
    partner = serializers.IntegerField(source="partner_id")
    program = serializers.IntegerField(source="program_id")
    source = serializers.CharField()  # type: ignore[assignment]
    reference = serializers.CharField()
    state = serializers.CharField()
    closed_on = serializers.DateField()
    cancelled_on = serializers.DateField(allow_null=True)
    value_minor = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
