from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from compliance.api import duties, holds, register, views

app_name = "compliance-api"
urlpatterns = [
    path("cases/", views.CaseList.as_view(), name="cases"),
    path("cases/register/", register.Register.as_view(), name="register"),
    path("cases/<id:case>/", views.CaseDetail.as_view(), name="case"),
    path("cases/<id:case>/checks/<id:line>/", views.CaseCheckAnswer.as_view(), name="check"),
    path("cases/<id:case>/checks/<id:line>/evidence/", views.CaseEvidence.as_view(), name="evidence"),
    path("cases/<id:case>/rulings/", views.CaseRulings.as_view(), name="rulings"),
    path("cases/<id:case>/decision/", views.CaseDecision.as_view(), name="decision"),
    path("holds/", holds.HoldList.as_view(), name="holds"),
    path("holds/<id:hold>/", holds.HoldDetail.as_view(), name="hold"),
    path("holds/<id:hold>/lifting/", holds.HoldLifting.as_view(), name="lifting"),
    path("holds/<id:hold>/lifting/decision/", holds.HoldLiftingDecision.as_view(), name="lifting-decision"),
    path("duties/", duties.DutyList.as_view(), name="duties"),
    path("duties/<id:duty>/", duties.DutyDetail.as_view(), name="duty"),
    path("duties/<id:duty>/filing/", duties.DutyFiling.as_view(), name="duty-filing"),
    path("duties/<id:duty>/decision/", duties.DutyDecision.as_view(), name="duty-decision"),
]
