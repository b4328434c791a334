"""What people type about themselves, colleagues and keys."""

from django import forms

from portal.problems import Refusal


def show_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal where it was typed; above the form where it has no field there."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
