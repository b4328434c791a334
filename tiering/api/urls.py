from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from tiering.api import views
from tiering.api.acts import ACT_APIS, ReviewDecision, Standing
from tiering.api.readings import Readings
from tiering.api.rounds import AnnualReview

app_name = "tiering-api"
urlpatterns = [
    path("scorecards/", views.ScorecardList.as_view(), name="scorecards"),
    path("scorecards/<id:scorecard>/", views.ScorecardDetail.as_view(), name="scorecard"),
    path("tiers/", views.TierList.as_view(), name="tiers"),
    path("readings/", Readings.as_view(), name="readings"),
    path("portfolio/", views.Portfolio.as_view(), name="portfolio"),
    path("portfolio/<id:program>/annual-review/", AnnualReview.as_view(), name="annual-review"),
    path("enrolments/<id:enrolment>/override/", views.Override.as_view(), name="override"),
    path("enrolments/<id:enrolment>/waiver/", views.Waiver.as_view(), name="waiver"),
    path("enrolments/<id:enrolment>/standing/", Standing.as_view(), name="standing"),
    path("enrolments/<id:enrolment>/review/", ReviewDecision.as_view(), name="review"),
    path("enrolments/<id:enrolment>/benefits/", views.Benefits.as_view(), name="benefits"),
    path("waivers/<id:waiver>/end/", views.WaiverEnd.as_view(), name="waiver-end"),
    *(path(f"enrolments/<id:enrolment>/{noun}/", view, name=noun) for noun, view in ACT_APIS.items()),
]
