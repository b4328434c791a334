"""What the forms of all apps share."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.problems import Refusal

#: The choice of a filter that narrows nothing.
ANY = ("", _("Any"))


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NoFilter(forms.Form):
    """For a list that is narrowed by its views alone, or not at all."""


def mark(form: forms.Form, words: str | Promise, field: str = "") -> None:
    """Say what is wrong at its field, a sentence a line; above the form where it has no such field."""
    for line in str(words).split("\n"):
        form.add_error(field if field in form.fields else None, line)


def blame(form: forms.Form, refusal: Refusal) -> None:
    """Put what a service refused where it was typed."""
    mark(form, refusal.message, refusal.field)
