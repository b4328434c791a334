"""Who owns and leads partners for machines: as of any day, and changed by the same acts as on the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.api.partners import FactOut
from partners.company_acts import ALL_ACTS
from partners.models import Partner, PartyKind
from partners.queries.company import (
    changes_waiting,
    companies_seen_by,
    executives_of_partner,
    executives_seen_by,
    facts_on,
    owners_of_partner,
    owners_seen_by,
)
from partners.queries.people import vendor_today
from partners.services.company.facts import CHANGEABLE
from portal.api.acts import Spoken, act_api
from portal.api.serializers import Input, LineField
from portal.api.views import ActorView
from portal.countries import COUNTRIES
from portal.shell.acts import Act

CODES = sorted(COUNTRIES)


class DayIn(Input):
    """As of which day; today where it is left out."""

    on = serializers.DateField(required=False)


class OwnerIn(Input):
    """Somebody who holds shares from a day on."""

    kind = serializers.ChoiceField(choices=PartyKind.choices)
    name = LineField(max_length=160)
    share = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)
    country = serializers.ChoiceField(choices=CODES)
    birth_date = serializers.DateField(required=False, allow_null=True, default=None)
    begins = serializers.DateField()


class ExecutiveIn(Input):
    """Somebody who leads from a day on."""

    name = LineField(max_length=160)
    role = LineField(max_length=80)
    country = serializers.ChoiceField(choices=CODES)
    birth_date = serializers.DateField(required=False, allow_null=True, default=None)
    begins = serializers.DateField()


class CompanyFactIn(Input):
    """What a paper says from a day on; an empty value ends a trade name or a tax id."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in CHANGEABLE])
    value = LineField(max_length=160, allow_blank=True)
    begins = serializers.DateField()


class ShareIn(Input):
    """Another share from a day on."""

    share = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)
    begins = serializers.DateField()


class EndingIn(Input):
    """The first day on which it is over."""

    ends = serializers.DateField()


class _PrincipalOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    country = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)
    begins = serializers.DateField(source="period.lower")
    ends = serializers.DateField(source="period.upper", allow_null=True)


class CompanyOwnerOut(_PrincipalOut):
    """An owner; `ends` is the first day after."""

    kind = serializers.CharField()
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class CompanyExecutiveOut(_PrincipalOut):
    """An executive; `ends` is the first day after."""

    role = serializers.CharField()


class CompanyOut(serializers.Serializer[Any]):
    """A company as of a day. `waiting`: changes that the partner named and nobody confirmed yet."""

    partner = serializers.IntegerField()
    on = serializers.DateField()
    owners = CompanyOwnerOut(many=True)
    executives = CompanyExecutiveOut(many=True)
    facts = FactOut(many=True)
    waiting = serializers.ListField(child=serializers.CharField())


def _company(partner: Partner, day: Any) -> dict[str, Any]:
    return {
        "partner": partner.pk,
        "on": day,
        "owners": owners_of_partner(partner, day),
        "executives": executives_of_partner(partner, day),
        "facts": facts_on(partner, day),
        "waiting": [one.kind for one in changes_waiting(partner)],
    }


class CompanyView(ActorView):
    """Base of the views about companies."""

    visible = {"partner": companies_seen_by, "owner": owners_seen_by, "executive": executives_seen_by}


class CompanyDetail(CompanyView):
    right = "principals.see"

    @extend_schema(operation_id="companies_read", parameters=[DayIn], responses=CompanyOut)
    def get(self, request: Request, vendor: str, partner: int) -> Response:
        """Owners, executives and papers of a partner as of a day. Nothing of what a screening found stands here."""
        day = self.wanted(DayIn).get("on") or vendor_today(timezone.now())
        return Response(CompanyOut(_company(self.found["partner"], day)).data)


def _played(view: CompanyView, act: Act[Any], body: dict[str, Any]) -> object:
    """The company as it is afterwards."""
    (subject,) = view.found.values()
    now = timezone.now()
    act.run(subject, body, view.actor(), now)
    partner = subject if isinstance(subject, Partner) else subject.partner
    return _company(partner, vendor_today(now))


_SHAPES: dict[str, tuple[str, type[Input], str]] = {
    "owner": ("companies_add_owner", OwnerIn, "Record an owner."),
    "executive": ("companies_add_executive", ExecutiveIn, "Record an executive."),
    "fact": ("companies_change_fact", CompanyFactIn, "Record what the company's papers say now."),
    "share": ("companies_change_share", ShareIn, "Record another share of an owner."),
    "ending": ("companies_end_owner", EndingIn, "Record that somebody is an owner no more."),
    "resignation": ("companies_end_executive", EndingIn, "Record that somebody is an executive no more."),
}
_WAITS = " A partner's own change waits until the vendor confirms it."


def _spoken(noun: str) -> Spoken:
    operation, shape, about = _SHAPES[noun]
    return Spoken(operation, shape, CompanyOut, about + _WAITS)


ACT_APIS = {act.noun: act_api(act, _spoken(act.noun), base=CompanyView, play=_played) for act in ALL_ACTS}
