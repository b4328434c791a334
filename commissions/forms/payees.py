"""Forms of partners who say who is paid and where, and of finance who looks at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commissions.models import Payee, PayeeDocument, PayoutMethod
from portal.countries import BY_NAME
from portal.files.purposes import MEGABYTE
from portal.forms import LineField


class PayeeForm(forms.Form):
    """A legal entity that is paid in a currency."""

    legal_name = LineField(label=_("Legal name"), max_length=160, help_text=_("As the tax form and the bank have it."))
    country = forms.ChoiceField(label=_("Country"), choices=[("", "—"), *BY_NAME])
    us_person = forms.ChoiceField(
        label=_("US person"),
        choices=[("yes", _("Yes: form W-9 is due")), ("no", _("No: form W-8BEN or W-8BEN-E is due"))],
        widget=forms.RadioSelect,
        help_text=_("Citizen or resident of the United States, or a company organised there."),
    )
    currency = forms.ChoiceField(label=_("Paid in"))

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency: Any = self.fields["currency"]
        currency.choices = [(code, code) for code in currencies]


class AccountForm(forms.Form):
    """Where the money goes."""

    kind = forms.ChoiceField(label=_("How"), choices=PayoutMethod.Kind.choices, widget=forms.RadioSelect)
    account = forms.CharField(
        label=_("PayPal id, IBAN or account number"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bank_code = forms.CharField(
        label=_("BIC of the bank"), max_length=14, required=False, help_text=_("Not needed with PayPal or an IBAN."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class PaperForm(forms.Form):
    """A paper to hand in: the tax form that is due for this payee, or the letter of its bank."""

    kind = forms.ChoiceField(label=_("Paper"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, or a clear picture."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,image/png,image/jpeg", "data_limit": 10 * MEGABYTE}),
    )

    def __init__(self, *args: Any, payee: Payee, has_bank_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = PayeeDocument.Kind
        due = [kinds.W9 if payee.us_person else kinds.W8]
        if has_bank_account:
            due.append(kinds.BANK_LETTER)
        kind: Any = self.fields["kind"]
        kind.choices = [(each.value, each.label) for each in due]
        kind.initial = due[0].value


class DecisionForm(forms.Form):
    """Yes or no, and why not."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you refuse: the partner reads it."),
    )


class LetterForm(DecisionForm):
    """What is seen on a bank letter."""

    signed = forms.BooleanField(label=_("The letter is signed"), required=False)
    stamped = forms.BooleanField(label=_("The letter is stamped"), required=False)
    field_order = ("signed", "stamped", "reason")
