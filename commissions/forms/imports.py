"""Forms around imports: a new one with the totals that finance types from its source, and their correction."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commissions.models import ImportBatch
from commissions.queries.imports import known_systems, programs_seen
from commissions.sheets import LARGEST_FILE
from portal.currencies import UnknownCurrency, is_active
from portal.guides.models import Program
from portal.money import FAULT_MESSAGES, AmountUnreadable, Money, format_plain, parse

MOST_ROWS = 1_000_000


class TotalsForm(forms.Form):
    """Row count and sums as finance has them from its source: one field for each currency of the vendor, one for others."""

    rows = forms.IntegerField(
        label=_("Rows in the source"), min_value=1, max_value=MOST_ROWS, help_text=_("Without the header.")
    )

    def __init__(
        self, *args: Any, currencies: Sequence[str], sums: Mapping[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currencies = list(currencies)
        for currency in self.currencies:
            self.fields[f"sum_{currency}"] = _amount_field(_("Sum in %(currency)s") % {"currency": currency})
        self.fields["other_sums"] = forms.CharField(
            label=_("Sums in other currencies"),
            required=False,
            max_length=400,
            help_text=_("Such as: GBP 1200.00, CHF 20.50"),
        )
        for currency, minor in (sums or {}).items():
            if currency in self.currencies:
                self.initial[f"sum_{currency}"] = format_plain(Money(minor, currency))

    def clean_other_sums(self) -> dict[str, int]:
        """Pairs of currency and amount, separated by commas."""
        sums: dict[str, int] = {}
        for pair in filter(None, (part.strip() for part in self.cleaned_data["other_sums"].split(","))):
            currency, _blank, amount = pair.partition(" ")
            if not is_active(currency) or currency in self.currencies or currency in sums:
                raise forms.ValidationError(gettext("Write a currency code and an amount, such as GBP 1200.00."))
            sums[currency] = _read_amount(amount.strip(), currency)
        return sums

    def clean(self) -> dict[str, Any]:
        """Gather what was typed into `sums`, minor units by currency."""
        cleaned = super().clean() or self.cleaned_data
        sums = dict(cleaned.get("other_sums") or {})
        for currency in self.currencies:
            text = cleaned.get(f"sum_{currency}") or ""
            if not text:
                continue
            try:
                sums[currency] = _read_amount(text, currency)
            except forms.ValidationError as error:
                self.add_error(f"sum_{currency}", error)
        cleaned["sums"] = sums
        return cleaned


class ImportForm(TotalsForm):
    """A new import."""

    program: "forms.ModelChoiceField[Program]" = forms.ModelChoiceField(None, label=_("Program"), empty_label=None)
    system = forms.ChoiceField(
        label=_("Source system"), help_text=_("Whose ids the rows carry for partners and for themselves.")
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 with a header, one sale for each row."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv", "data_limit": LARGEST_FILE}),
    )
    bad_rows = forms.ChoiceField(
        label=_("When some rows are bad"),
        choices=ImportBatch.BadRows.choices,
        initial=ImportBatch.BadRows.KEEP_GOOD,
        widget=forms.RadioSelect,
    )
    is_history = forms.BooleanField(
        label=_("History that earns nothing"),
        required=False,
        help_text=_("It counts for tiers; no commission is worked out."),
    )
    field_order = ("program", "system", "file", "rows")

    def __init__(self, *args: Any, currencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, currencies=currencies, **kwargs)
        programs: Any = self.fields["program"]
        programs.queryset = programs_seen()
        systems: Any = self.fields["system"]
        systems.choices = [(name, name) for name in known_systems()]
        sums = [f"sum_{currency}" for currency in self.currencies]
        self.order_fields([*self.field_order, *sums, "other_sums", "bad_rows", "is_history"])


class CorrectionForm(TotalsForm):
    """The right totals of an import that stopped."""

    reason = forms.CharField(label=_("What was wrong"), max_length=300)


class RefusalForm(forms.Form):
    """Why an import is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


def _amount_field(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "0.00"})
    return forms.CharField(label=label, required=False, max_length=30, widget=widget)


def _read_amount(text: str, currency: str) -> int:
    try:
        return parse(text, currency=currency).minor
    except AmountUnreadable as error:
        raise forms.ValidationError(gettext(FAULT_MESSAGES[error.fault])) from None
    except UnknownCurrency:
        raise forms.ValidationError(gettext("Write a currency code and an amount, such as GBP 1200.00.")) from None
