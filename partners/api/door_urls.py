from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.api import doors as views

app_name = "doors-api"
urlpatterns = [
    path("papers/", views.PaperList.as_view(), name="papers"),
    path("papers/<id:paper>/", views.PaperDetail.as_view(), name="paper"),
    path("papers/<id:paper>/decision/", views.PaperDecision.as_view(), name="decision"),
    path("partners/<id:partner>/doors/", views.PartnerDoors.as_view(), name="of-partner"),
    path("partners/<id:partner>/exceptions/", views.PartnerExceptions.as_view(), name="exceptions"),
    path("door-exceptions/<id:exception>/end/", views.ExceptionEnd.as_view(), name="exception-end"),
]
