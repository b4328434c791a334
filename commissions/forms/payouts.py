"""What finance types around runs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commissions.payment_files.results import LARGEST_FILE


class RunForm(forms.Form):
    """The month to be run."""

    period = forms.CharField(label=_("Month"), max_length=7, widget=forms.TextInput(attrs={"placeholder": "2026-10"}))


class RunDecisionForm(forms.Form):
    """Approve, or send back with a reason."""

    decision = forms.ChoiceField(choices=[("approve", _("Approve")), ("send_back", _("Send back"))])
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ResultsForm(forms.Form):
    """What the bank or PayPal answered."""

    file = forms.FileField(
        label=_("Results (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv", "data_limit": LARGEST_FILE})
    )


class PayingAccountForm(forms.Form):
    """The vendor's account for a currency."""

    currency = forms.CharField(label=_("Currency"), max_length=3)
    name = forms.CharField(label=_("Name of the account's holder"), max_length=70)
    number = forms.CharField(label=_("IBAN or account number"), max_length=42)
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False)


class PayoutFilter(forms.Form):
    """Which payments are listed."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("held", _("On hold")),
            ("payable", _("Payable")),
            ("sent", _("Sent")),
            ("paid", _("Paid")),
            ("returned", _("Returned")),
        ],
    )
