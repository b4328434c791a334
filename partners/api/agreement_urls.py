from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.api import agreements as views

app_name = "agreements-api"
urlpatterns = [
    path("agreements/", views.AgreementList.as_view(), name="list"),
    path("agreements/<id:agreement>/", views.AgreementDetail.as_view(), name="agreement"),
    path("admissions/", views.AdmissionList.as_view(), name="admissions"),
]
