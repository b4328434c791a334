"""Forms of leads. What was typed stays; what is wrong is said at its field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.services.registration import Customer
from leads.states import DELIVERY_LABELS, LEAD_STATES, Delivery, LeadStatus
from portal.countries import BY_NAME
from portal.currencies import is_active
from portal.forms import ANY, DayInput, LineField, OptionalReasonForm
from portal.money import AmountUnreadable, format_plain, parse
from portal.money import Money as Amount

CURRENCIES = ("USD", "EUR", "GBP", "AUD", "BRL", "CAD", "CHF", "INR", "JPY", "MXN", "PLN", "SGD")


class AmountForm(forms.Form):
    """An amount as a person writes it, and its currency: both or neither."""

    value = forms.CharField(label=_("Expected value"), required=False, max_length=40, help_text=_("Such as 1234.50"))
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", "—"), *((code, code) for code in CURRENCIES)]
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        text, currency = cleaned.get("value", ""), cleaned.get("currency", "")
        cleaned["value_minor"] = None
        if text and not is_active(currency):
            self.add_error("currency", _("Choose the currency of this amount."))
        elif text:
            try:
                cleaned["value_minor"] = parse(text, currency=currency).minor
            except AmountUnreadable as error:
                self.add_error("value", gettext(str(error)))
        if (cleaned["value_minor"] or 0) < 0:
            self.add_error("value", _("Give an amount that is not negative."))
        return cleaned


class CustomerForm(AmountForm):
    """Who the possible customer is."""

    field_order = ("program", "source", "company", "country", "website", "contact_name", "contact_email")
    company = LineField(label=_("Company"), max_length=160)
    country = forms.ChoiceField(label=_("Country"), choices=[("", "—"), *BY_NAME])
    website = forms.CharField(
        label=_("Website"), max_length=200, required=False, help_text=_("The surest way to tell the company by.")
    )
    contact_name = LineField(label=_("Contact"), max_length=120)
    contact_email = forms.EmailField(label=_("Contact's mail"), max_length=254)
    contact_phone = forms.CharField(label=_("Contact's phone"), max_length=40, required=False)
    product = forms.CharField(label=_("Product"), max_length=80, required=False)
    note = forms.CharField(label=_("Note"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    @classmethod
    def typed(cls, lead: Lead) -> dict[str, Any]:
        """A lead as it would have been typed."""
        amount = "" if lead.value_minor is None else format_plain(Amount(lead.value_minor, lead.currency)).split()[0]
        names = ("company", "country", "contact_name", "contact_email", "contact_phone", "product", "note", "currency")
        return {"website": lead.domain, "value": amount} | {name: getattr(lead, name) for name in names}


def customer_in(data: Mapping[str, Any]) -> Customer:
    """The customer among what was typed, as the service takes it."""
    names = Customer.__dataclass_fields__
    return Customer(**{name: value for name, value in data.items() if name in names})


class RegistrationForm(CustomerForm):
    source = forms.ChoiceField(
        label=_("Who found whom"),
        choices=[
            ("inbound", _("Inbound: the customer came to us; the lead is yours at once")),
            ("outbound", _("Outbound: we approach the customer; your channel manager approves first")),
        ],
        widget=forms.RadioSelect,
        initial="inbound",
    )
    program = forms.TypedChoiceField(label=_("Program"), coerce=int)

    def __init__(self, *args: Any, programs: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(programs) == 1:
            del self.fields["program"]
        else:
            self.fields["program"].choices = [("", "—"), *programs.items()]  # type: ignore[attr-defined]


class StatusForm(OptionalReasonForm):
    """Only what may follow the lead's status."""

    field_order = ("status", "reason")
    status = forms.ChoiceField(label=_("New status"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (to.value, gettext(LEAD_STATES.labels[to])) for to in moves_from(lead)
        ]


def moves_from(lead: Lead) -> list[LeadStatus]:
    """Statuses that may follow by a plain move; closing and correcting are acts of their own."""
    if lead.status == LeadStatus.INVALID:
        return []
    after = LEAD_STATES.transitions[LeadStatus(lead.status)]
    return [status for status in LeadStatus if status in after and status not in (LeadStatus.WON, LeadStatus.LOST)]


class DemoForm(forms.Form):
    done_on = forms.DateField(label=_("Day of the demo"), widget=DayInput())


class DeliveryForm(forms.Form):
    """Who deploys and supports the project (G-GEN-03)."""

    delivery = forms.ChoiceField(label=_("Who deploys and supports it"), widget=forms.RadioSelect)
    helper = LineField(
        label=_("Which partner"),
        required=False,
        max_length=160,
        help_text=_("Only where another partner is brought in."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivery"].choices = [  # type: ignore[attr-defined]
            (who.value, gettext(DELIVERY_LABELS[who])) for who in Delivery
        ]


class DealForm(AmountForm):
    field_order = ("reference", "closed_on", "value", "currency")
    reference = forms.CharField(
        label=_("Deal reference"), max_length=60, help_text=_("As the imported sales will name it.")
    )
    closed_on = forms.DateField(label=_("Day of the close"), widget=DayInput())


class LeadFilterForm(forms.Form):
    """What the list may be narrowed to; all of it lives in the URL."""

    company = forms.CharField(label=_("Company begins with"), required=False, max_length=160)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *Lead.Status.choices])
    source = forms.ChoiceField(label=_("Source"), required=False, choices=[ANY, *Lead.Source.choices])
    assignment = forms.ChoiceField(label=_("Assignment"), required=False, choices=[ANY, *Lead.Assignment.choices])
    partner = forms.ChoiceField(label=_("Partner"), required=False)

    def __init__(self, data: Any, *, partners: list[tuple[int, str]]) -> None:
        super().__init__(data)
        if partners:
            named = [(str(pk), name) for pk, name in partners]
            self.fields["partner"].choices = [ANY, *named]  # type: ignore[attr-defined]
        else:
            del self.fields["partner"]

    def narrowing(self) -> dict[str, Any]:
        """The filters that were understood."""
        known = self.cleaned_data if self.is_valid() else {}
        return {name: int(value) if name == "partner" else value for name, value in known.items() if value}
