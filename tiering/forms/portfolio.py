"""What the portfolio may be narrowed to."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import ANY
from tiering.queries.portfolio import ABOVE, BELOW, UNDECIDED, Wanted

Choices = Sequence[tuple[str, str]]


class PortfolioFilterForm(forms.Form):
    """All of it lives in the URL. Choices are those of the program's guide."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    tier = forms.ChoiceField(label=_("Tier held"), required=False)
    market = forms.ChoiceField(label=_("Market class"), required=False)
    edge = forms.ChoiceField(
        label=_("At the edge"),
        required=False,
        choices=[ANY, (ABOVE, _("one line missing")), (BELOW, _("would drop")), (UNDECIDED, _("review to decide"))],
    )
    missing = forms.ChoiceField(label=_("Missing requirement"), required=False)

    def __init__(
        self, data: Any, *, categories: Choices, tiers: Choices, markets: Choices, requirements: Choices
    ) -> None:
        super().__init__(data)
        for name, choices in (
            ("category", categories),
            ("tier", tiers),
            ("market", markets),
            ("missing", requirements),
        ):
            self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]
        if not markets:
            del self.fields["market"]

    def wanted(self) -> Wanted:
        """The filters that were understood."""
        known = self.cleaned_data if self.is_valid() else {}
        return Wanted(**{name: value for name, value in known.items() if value})
