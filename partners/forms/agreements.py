"""Forms of agreements and of activation."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import AgreementDeviation
from partners.queries.fees import Owed
from portal.forms import DayInput, LineField, ReasonForm, reason_field
from portal.money import AmountUnreadable, Money, parse

DAY = DayInput()
Choices = list[tuple[str, Any]]


class SignatureForm(forms.Form):
    """A name, a title and a tick. The hash of what was shown travels with it."""

    signer = LineField(
        label=_("Your full name"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    title = LineField(
        label=_("Your title"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    agreed = forms.BooleanField(
        label=_("I have read the document, may sign for my company, and sign it"),
        error_messages={"required": _("Tick it: without this there is no signature.")},
    )
    document_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)


class PaperForm(forms.Form):
    """A signed paper, and what stands on it."""

    file = forms.FileField(
        label=_("Scan"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg", "data_limit": 20 * 1024 * 1024}),
    )
    partner_signer = LineField(label=_("Signed for the partner by"), max_length=160)
    partner_title = LineField(label=_("Title"), max_length=160)
    partner_signed_on = forms.DateField(label=_("On"), widget=DAY)
    vendor_signer = LineField(label=_("Signed for the vendor by"), max_length=160)
    vendor_title = LineField(label=_("Title"), max_length=160)
    vendor_signed_on = forms.DateField(label=_("On"), widget=DAY)
    starts_on = forms.DateField(label=_("Begins"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Ends"), widget=DAY, required=False, help_text=_("Empty: by the term of the program guide.")
    )


class DeviationForm(forms.Form):
    """A point in which an agreement says something else than the guide."""

    rule = forms.CharField(
        label=_("Rule"), max_length=20, help_text=_("The rule of the guide that it departs from, such as G-REQ-03.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementDeviation.Kind.choices)
    subject = forms.CharField(
        label=_("Requirement or rate"), max_length=80, required=False, help_text=_("Its key in the guide, such as gcp.")
    )
    guide_says = forms.CharField(label=_("The guide says"), max_length=300)
    agreed = forms.CharField(label=_("Agreed"), max_length=300)
    waives = forms.BooleanField(
        label=_("The requirement counts as met"),
        required=False,
        help_text=_("For requirements only; it shows on the scorecard."),
    )
    reason = reason_field()


class RenewalForm(ReasonForm):
    """A later end."""

    ends_on = forms.DateField(label=_("New last day"), widget=DAY)
    field_order = ("ends_on", "reason")


class AgreementFilterForm(forms.Form):
    """Which agreements a list shows."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    program = forms.ChoiceField(label=_("Program"), required=False)
    partner = forms.CharField(label=_("Partner"), max_length=160, required=False)
    wants = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, states: Choices, kinds: Choices, programs: Choices) -> None:
        super().__init__(data)
        for name, choices in (("state", states), ("kind", kinds), ("program", programs)):
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]


class ConditionsForm(forms.Form):
    """Which conditions of the guide hold of a partner on its way."""

    flags = forms.MultipleChoiceField(
        label=_("What applies to this partner"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Documents are sent or taken back accordingly."),
    )  # fmt: skip

    def __init__(self, data: Any, *, conditions: Choices, initial: list[str]) -> None:
        super().__init__(data, initial={"flags": initial})
        self.fields["flags"].choices = conditions  # type: ignore[attr-defined]


class GivingUpForm(forms.Form):
    """Who gives it up, and why."""

    who = forms.ChoiceField(
        label=_("Who gives it up"),
        widget=forms.RadioSelect,
        choices=[
            ("company", _("The company does not want to join any more")),
            ("vendor", _("We do not wait any longer")),
        ],
    )
    told = forms.CharField(
        label=_("Words to the company"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It reads them where we give it up."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your colleagues; the company does not read it."),
    )  # fmt: skip


class FeeForm(forms.Form):
    """A fee that arrived."""

    amount = forms.CharField(label=_("Amount"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    reference = forms.CharField(label=_("Reference"), max_length=80, help_text=_("Of the invoice or the bank line."))
    paid_on = forms.DateField(label=_("Arrived on"), widget=DAY)

    def __init__(self, data: Any, *, currency: str, amount: Decimal) -> None:
        super().__init__(data, initial={"amount": str(amount)})
        self.currency = currency
        self.fields["amount"].label = _("Amount in %(currency)s") % {"currency": currency}

    def clean_amount(self) -> Money:
        try:
            return parse(self.cleaned_data["amount"], currency=self.currency)
        except AmountUnreadable as fault:
            raise forms.ValidationError(str(fault)) from None


class YearlyFeeForm(FeeForm):
    """The fee of a year that arrived."""

    field_order = ("year",)
    year = forms.TypedChoiceField(label=_("Of the year"), coerce=int)

    def __init__(self, data: Any, *, owed: list[Owed]) -> None:
        super().__init__(data, currency=owed[0].amount.currency, amount=owed[0].due.amount)
        self.fields["year"].choices = [(one.year, str(one.year)) for one in owed]  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    """The words of the next version, or a PDF of them."""

    document = forms.ChoiceField(label=_("Document"), help_text=_("What the guides of your programs ask for."))
    heading = forms.CharField(label=_("Title"), max_length=160)
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("es", "Español"), ("ru", "Русский")])
    body = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("An empty line parts paragraphs; a line that begins with # is a heading."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a PDF"), required=False, widget=forms.FileInput(attrs={"accept": ".pdf", "data_limit": 10 * 1024 * 1024}),
        help_text=_("It is signed instead of the text."),
    )  # fmt: skip
    what_changed = forms.CharField(label=_("What changed"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, data: Any, files: Any = None, *, documents: Choices, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["document"].choices = documents  # type: ignore[attr-defined]


class PublicationForm(forms.Form):
    """From when a version holds, and whether who signed an earlier one signs it again."""

    effective_from = forms.DateField(label=_("Begins"), widget=DAY)
    reaccept = forms.BooleanField(label=_("Partners who signed an earlier version sign this one"), required=False)
    reaccept_by = forms.DateField(
        label=_("Until"),
        widget=DAY,
        required=False,
        help_text=_("After this day the earlier version lapses for who has not signed."),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("reaccept") and not data.get("reaccept_by"):
            self.add_error("reaccept_by", _("Say until when."))
        if not data.get("reaccept"):
            data["reaccept_by"] = None
        return data
