from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.api import applications as views

app_name = "applications-api"
urlpatterns = [
    path("applications/", views.ApplicationList.as_view(), name="list"),
    path("applications/<id:application>/", views.ApplicationDetail.as_view(), name="application"),
    *(path(f"applications/<id:application>/{noun}/", view, name=noun) for noun, view in views.ACT_APIS.items()),
]
