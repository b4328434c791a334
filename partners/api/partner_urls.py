from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.api import partners as views

app_name = "partners-api"
urlpatterns = [
    path("partners/", views.PartnerList.as_view(), name="list"),
    path("partners/<id:partner>/", views.PartnerDetail.as_view(), name="partner"),
]
