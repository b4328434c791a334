"""Which manager serves what, and who is handed over to whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.countries import BY_NAME

Choices = list[tuple[int, str]]
NOBODY = ("", _("Nobody yet"))


class ServingForm(forms.Form):
    """Countries for a manager."""

    manager = forms.TypedChoiceField(label=_("Channel manager"), coerce=int)
    elsewhere = forms.BooleanField(
        label=_("Everywhere else"), required=False, help_text=_("Countries that nobody serves come to this manager.")
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"), required=False, choices=BY_NAME, widget=forms.SelectMultiple(attrs={"size": 10})
    )

    def __init__(self, data: Any, *, managers: Choices) -> None:
        super().__init__(data)
        self.fields["manager"].choices = [("", "—"), *managers]  # type: ignore[attr-defined]

    def places(self) -> list[str]:
        """Countries as the service takes them: an empty one is everywhere else."""
        chosen: list[str] = self.cleaned_data["countries"]
        return [*chosen, *([""] if self.cleaned_data["elsewhere"] else [])]


class HandoverForm(forms.Form):
    """Partners of one manager, or of nobody, to another."""

    of = forms.TypedChoiceField(label=_("Whose partners"), coerce=int, required=False, empty_value=None)
    countries = forms.MultipleChoiceField(
        label=_("Only in these countries"), required=False, choices=BY_NAME,
        widget=forms.SelectMultiple(attrs={"size": 8}), help_text=_("None chosen: all of them."),
    )  # fmt: skip
    to = forms.TypedChoiceField(label=_("To"), coerce=int)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the history of each partner."),
    )  # fmt: skip

    def __init__(self, data: Any, *, holders: Choices, managers: Choices, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["of"].choices = [NOBODY, *holders]  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "—"), *managers]  # type: ignore[attr-defined]


class ManagerForm(forms.Form):
    """Another manager for one enrolment."""

    enrolment = forms.TypedChoiceField(label=_("Enrolment"), coerce=int)
    manager = forms.TypedChoiceField(label=_("Channel manager"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any, *, enrolments: Choices, managers: Choices) -> None:
        super().__init__(data)
        self.fields["enrolment"].choices = enrolments  # type: ignore[attr-defined]
        self.fields["manager"].choices = [("", "—"), *managers]  # type: ignore[attr-defined]
