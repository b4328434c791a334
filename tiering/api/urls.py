from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from tiering.api import views

app_name = "tiering-api"
urlpatterns = [
    path("scorecards/", views.ScorecardList.as_view(), name="scorecards"),
    path("scorecards/<id:scorecard>/", views.ScorecardDetail.as_view(), name="scorecard"),
    path("tiers/", views.TierList.as_view(), name="tiers"),
    path("portfolio/", views.Portfolio.as_view(), name="portfolio"),
    path("enrolments/<id:enrolment>/override/", views.Override.as_view(), name="override"),
    path("enrolments/<id:enrolment>/waiver/", views.Waiver.as_view(), name="waiver"),
]
