from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from compliance.api import views

app_name = "compliance-api"
urlpatterns = [
    path("cases/", views.CaseList.as_view(), name="cases"),
    path("cases/<id:case>/", views.CaseDetail.as_view(), name="case"),
    path("cases/<id:case>/checks/<id:line>/", views.CaseCheckAnswer.as_view(), name="check"),
    path("cases/<id:case>/rulings/", views.CaseRulings.as_view(), name="rulings"),
    path("cases/<id:case>/decision/", views.CaseDecision.as_view(), name="decision"),
]
