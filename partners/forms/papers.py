"""Forms of papers and doors."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partners.guide.papers import PaperTerms
from partners.paper_states import PAPER_STATES
from portal.files.purposes import MEGABYTE
from portal.forms import DayInput

Choices = list[tuple[str, Any]]


class HandInForm(forms.Form):
    """A version of a paper: its check-list, as the guide has it, and the file."""

    subject = forms.CharField(label="", max_length=120)
    contains = forms.MultipleChoiceField(
        label=gettext_lazy("It contains"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick what it contains: without all of it the paper is not complete.")
        },
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.xlsx,.txt", "data_limit": 20 * MEGABYTE}),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *bound: Any, terms: PaperTerms, subject: str = "") -> None:
        super().__init__(*bound)
        self.initial["subject"] = subject
        language = get_language() or "en"
        if terms.subject is not None:
            self.fields["subject"].label = terms.subject.within(language)
        else:
            del self.fields["subject"]
        if terms.contains:
            self.fields["contains"].choices = [  # type: ignore[attr-defined]
                (key, text.within(language)) for key, text in terms.contains.items()
            ]
        else:
            del self.fields["contains"]


class AcceptForm(forms.Form):
    """A version is as it should be; where it has an end, until when it is good."""

    valid_until = forms.DateField(
        label=gettext_lazy("Good until"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("The last day on which it counts; empty: by the guide."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner reads it."),
    )

    def __init__(self, data: Any, *, has_end: bool, names_end: bool) -> None:
        super().__init__(data)
        self.fields["valid_until"].required = names_end
        if names_end:
            self.fields["valid_until"].help_text = _("The last day on which it counts.")
        if not has_end:
            del self.fields["valid_until"]


class PaperFilterForm(forms.Form):
    """What the list may be narrowed to."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    partner = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        named = [(one.value, _(words)) for one, words in PAPER_STATES.labels.items()]
        self.fields["state"].choices = [("", _("Any")), *named]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """The filters that were understood."""
        known = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in known.items() if value}


class RequestForm(forms.Form):
    """A paper is asked for by a day."""

    paper = forms.ChoiceField(label=gettext_lazy("Paper"))
    due_on = forms.DateField(label=gettext_lazy("By"), widget=DayInput())
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner reads it."),
    )

    def __init__(self, data: Any, *, papers: Choices) -> None:
        super().__init__(data)
        self.fields["paper"].choices = papers  # type: ignore[attr-defined]


class ExceptionForm(forms.Form):
    """An exception for one partner."""

    door = forms.ChoiceField(label=gettext_lazy("Exception"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any, *, doors: Choices) -> None:
        super().__init__(data)
        self.fields["door"].choices = doors  # type: ignore[attr-defined]


class DoorFileForm(forms.Form):
    """A file that is put behind a door."""

    door = forms.ChoiceField(label=gettext_lazy("Door"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(
            attrs={"accept": ".pdf,.png,.jpg,.jpeg,.xlsx,.txt,.csv,.xml", "data_limit": 100 * MEGABYTE}
        ),
    )

    def __init__(self, *bound: Any, doors: Choices) -> None:
        super().__init__(*bound)
        self.fields["door"].choices = doors  # type: ignore[attr-defined]
