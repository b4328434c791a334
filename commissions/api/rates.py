"""Rates of agreements for machines: read them, and ask for one. A person confirms it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commissions.models import Rate
from commissions.queries.rates import BY_NUMBER, Rated, percent_of, rated_agreements, with_rates
from commissions.rate_acts import ACTS
from partners.models import Agreement
from portal.api.acts import Spoken, act_api
from portal.api.pagination import CursorPages
from portal.api.serializers import Input
from portal.api.views import ActorView
from portal.keyset import Order
from portal.shell.acts import Act


class RateIn(Input):
    """A percentage from a day on."""

    percent = serializers.DecimalField(max_digits=7, decimal_places=4, min_value=0, max_value=100)
    begins = serializers.DateField()
    reason = serializers.CharField(max_length=500)


class RateOut(serializers.Serializer[Rate]):
    """A rate that holds or held; `ends` is the first day after."""

    percent = serializers.SerializerMethodField()
    begins = serializers.DateField(source="period.lower")
    ends = serializers.DateField(source="period.upper", allow_null=True)

    def get_percent(self, rate: Rate) -> str:
        """As a decimal."""
        return f"{percent_of(rate):f}"


class RatedAgreementOut(serializers.Serializer[Rated]):
    """An agreement with every rate it had. `is_waiting`: another one waits for a second person."""

    id = serializers.IntegerField(source="agreement.pk")
    partner = serializers.IntegerField(source="agreement.partner_id")
    program = serializers.IntegerField(source="agreement.program_id")
    number = serializers.CharField(source="agreement.number")
    rates = RateOut(many=True)
    is_waiting = serializers.BooleanField()


class RateView(ActorView):
    """Base of the views about rates."""

    visible = {"agreement": rated_agreements}


class RatedAgreements(RateView):
    right = "rates.see"
    order: Order = BY_NUMBER
    pagination_class = CursorPages
    serializer_class = RatedAgreementOut

    @extend_schema(operation_id="rates_list", responses=RatedAgreementOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Agreements with their rates, newest first."""
        pages = CursorPages()
        page: Any = pages.paginate_queryset(rated_agreements(self.actor()), request, view=self)
        rated: Any = with_rates(page)
        return pages.get_paginated_response(RatedAgreementOut(rated, many=True).data)


def _played(view: RateView, act: Act[Agreement], body: dict[str, Any]) -> object:
    """The agreement as it is afterwards."""
    agreement: Agreement = view.found["agreement"]
    act.run(agreement, body, view.actor(), timezone.now())
    return with_rates([agreement])[0]


_SPOKEN = Spoken("rates_ask", RateIn, RatedAgreementOut, "Ask for a rate from a day on; a second person confirms it.")
ACT_APIS = {act.noun: act_api(act, _SPOKEN, base=RateView, play=_played) for act in ACTS}
