"""What lineage is looked for by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST_ID = 2**63 - 1


class LineageForm(forms.Form):
    """An invoice number, or an id that another page links with."""

    invoice = forms.CharField(label=_("Invoice number"), max_length=100, required=False)
    sale = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput)
    statement = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput)
    batch = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput)
    row = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        """What was asked for, without the empty fields; nothing where a field is wrong."""
        return (
            {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
            if self.is_valid()
            else {}
        )
