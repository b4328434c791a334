from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from leads.api import views

app_name = "leads-api"
urlpatterns = [
    path("leads/", views.LeadList.as_view(), name="list"),
    path("leads/<id:lead>/", views.LeadDetail.as_view(), name="lead"),
    *(path(f"leads/<id:lead>/{noun}/", view, name=noun) for noun, view in views.ACT_APIS.items()),
    path("deals/", views.DealList.as_view(), name="deals"),
    path("deals/<id:deal>/", views.DealDetail.as_view(), name="deal-detail"),
    path("deals/<id:deal>/cancellation/", views.DealCancellation.as_view(), name="cancellation"),
]
