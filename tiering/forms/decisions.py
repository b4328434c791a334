"""Forms of decisions on tiers. Every one asks why."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import LONGEST_REASON, DayInput, reason_field
from tiering.models.outcomes import Economics

Choices = Sequence[tuple[str, str]]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


class ReviewForm(forms.Form):
    """The tier is the button; category and prices are outcomes of their own (G-REV-03). A reason is needed for whatever differs."""

    decision = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    economics = forms.ChoiceField(label=_("Prices and discounts"), choices=Economics.choices, required=False)
    reason = reason_field(required=False)

    def __init__(self, data: Any, *, categories: Choices) -> None:
        super().__init__(data)
        self.fields["category"].choices = [("", _("stays")), *categories]  # type: ignore[attr-defined]

    def clean_economics(self) -> Economics:
        """Nothing said: they follow the tier."""
        return Economics(self.cleaned_data["economics"] or Economics.FOLLOW)


class OverrideForm(forms.Form):
    """Another tier for a while (G-TIER-12)."""

    tier = forms.ChoiceField(label=_("New tier"))
    starts_on = _day(_("From"))
    ends_on = _day(_("Up to and with"), required=False, help_text=_("31 December of that year where nothing is said."))
    reason = reason_field()

    def __init__(self, data: Any, *, tiers: Choices, today: date) -> None:
        super().__init__(data, initial={"starts_on": today, "ends_on": date(today.year, 12, 31)})
        self.fields["tier"].choices = list(tiers)  # type: ignore[attr-defined]


class WaiverForm(forms.Form):
    """One failed line counts as met for the tier (X-08)."""

    requirement = forms.ChoiceField(label=_("Line"))
    starts_on = _day(_("From"))
    ends_on = _day(_("Up to and with"))
    reason = reason_field()
    for_rebates = forms.BooleanField(
        label=_("Also for rebates"),
        required=False,
        help_text=_("Finance is asked, and until it approves the line counts as met for the tier only (G-RBL-04)."),
    )

    def __init__(self, data: Any, *, lines: Choices, today: date) -> None:
        super().__init__(data, initial={"starts_on": today, "ends_on": date(today.year, 12, 31)})
        self.fields["requirement"].choices = list(lines)  # type: ignore[attr-defined]


class WaiverEndForm(forms.Form):
    """The last day of a waiver, brought forward."""

    on = _day(_("Last day"))
    reason = reason_field()

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class ConditionForm(forms.Form):
    """One condition of benefits, switched (G-BEN-02)."""

    condition = forms.ChoiceField(label=_("Switch"))
    reason = reason_field()

    def __init__(self, data: Any, *, switches: Sequence[Any]) -> None:
        super().__init__(data)
        self.fields["condition"].choices = [("", "—")] + [  # type: ignore[attr-defined]
            (f"{one.code}:{'off' if one.holds else 'on'}", (_("Off: %s") if one.holds else _("On: %s")) % one.text)
            for one in switches
        ]

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        code, _colon, way = self.cleaned_data["condition"].partition(":")
        return {"condition": code, "holds": way == "on", "reason": self.cleaned_data["reason"]}


class DeviationForm(forms.Form):
    """What a partner's own agreement asks instead of the guide (G-GEN-05)."""

    requirement = forms.ChoiceField(label=_("Requirement"))
    tier = forms.ChoiceField(label=_("Tier"))
    required = forms.DecimalField(
        label=_("Asked instead"),
        required=False,
        min_value=0,
        max_digits=24,
        decimal_places=6,
        help_text=_("Nothing here: it is not asked at all."),
    )
    starts_on = _day(_("From"))
    ends_on = _day(_("Up to and with"))
    reason = reason_field()

    def __init__(self, data: Any, *, requirements: Choices, tiers: Choices, today: date) -> None:
        super().__init__(data, initial={"starts_on": today, "ends_on": date(today.year, 12, 31)})
        self.fields["requirement"].choices = list(requirements)  # type: ignore[attr-defined]
        self.fields["tier"].choices = list(tiers)  # type: ignore[attr-defined]


class GraceForm(forms.Form):
    """A recovery period after a failed review (G-TIER-08)."""

    days = forms.IntegerField(label=_("Days"), min_value=1)
    reason = reason_field()

    def __init__(self, data: Any, *, days: int, most: int) -> None:
        super().__init__(data, initial={"days": days})
        self.fields["days"].max_value = most  # type: ignore[attr-defined]
        self.fields["days"].help_text = _("At most %(most)s.") % {"most": most}


class GraceExtensionForm(forms.Form):
    """More time for a recovery period (G-TIER-09)."""

    ends_on = _day(_("New last day"))
    reason = reason_field()


class ReplacementForm(forms.Form):
    """More time to replace the certificates of somebody who left (G-REQ-07)."""

    person_id = forms.ChoiceField(label=_("Who left"))
    reason = reason_field()

    def __init__(self, data: Any, *, people: Choices) -> None:
        super().__init__(data)
        self.fields["person_id"].choices = list(people)  # type: ignore[attr-defined]


class LoweringForm(forms.Form):
    """A lower tier after a recovery period that was not met (G-TIER-09)."""

    tier = forms.ChoiceField(label=_("Lower tier"))
    reason = reason_field()

    def __init__(self, data: Any, *, tiers: Choices) -> None:
        super().__init__(data)
        self.fields["tier"].choices = list(tiers)  # type: ignore[attr-defined]


class RequestForm(forms.Form):
    """A tier asked for inside the year (G-TIER-06)."""

    tier = forms.ChoiceField(label=_("Tier"))

    def __init__(self, data: Any, *, tiers: Choices) -> None:
        super().__init__(data)
        self.fields["tier"].choices = list(tiers)  # type: ignore[attr-defined]


class RequestApprovalForm(forms.Form):
    """Confirming a request: the tier counts from the quarter after the day on which the last line was met (G-TIER-05)."""

    fulfilled_on = _day(_("All lines met on"))
    reason = reason_field(required=False)

    def __init__(self, data: Any, *, day: date) -> None:
        super().__init__(data, initial={"fulfilled_on": day})


class RequestRefusalForm(forms.Form):
    """Refusing a request names a line that is not met, or an open compliance matter (G-TIER-06)."""

    requirement = forms.ChoiceField(label=_("Line that is not met"), required=False)
    matter = forms.CharField(
        label=_("Or the open compliance matter"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, lines: Choices) -> None:
        super().__init__(data)
        self.fields["requirement"].choices = [("", "—"), *lines]  # type: ignore[attr-defined]
