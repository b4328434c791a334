from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """A decision and its reason."""

    decision = forms.ChoiceField(choices=[("approve", _("Approve")), ("refuse", _("Refuse"))], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever asked will read it. A refusal needs one."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """The reason alone, as the decision's page draws it: the two buttons carry the decision."""

    reason = DecisionForm.base_fields["reason"]


class ApprovalFilter(forms.Form):
    """Which questions a list shows."""

    state = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("Waiting")), ("decided", _("Decided")), ("own", _("Asked by me"))],
        required=False,
    )
