"""What people type in commissions, by noun."""

from django import forms

from portal.problems import Refusal


def blame(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal of a service at the field where it was typed."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
