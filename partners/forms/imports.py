"""Bringing a file of records in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import RecordImport
from partners.queries.imports import programs_seen
from partners.sheets import LARGEST_FILE
from portal.guides.models import Program


class RecordsForm(forms.Form):
    """A file, what is in it, and the program whose guide it is read by."""

    kind = forms.ChoiceField(
        label=_("What is in the file"), choices=RecordImport.Kind.choices, widget=forms.RadioSelect
    )
    program: "forms.ModelChoiceField[Program]" = forms.ModelChoiceField(None, label=_("Program"), empty_label=None)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 with a header. Good rows are kept, bad ones are listed."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv", "data_limit": LARGEST_FILE}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs: Any = self.fields["program"]
        programs.queryset = programs_seen()
