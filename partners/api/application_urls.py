from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.api import applications as views

app_name = "applications-api"
urlpatterns = [
    path("applications/", views.ApplicationList.as_view(), name="list"),
    path("applications/<id:application>/", views.ApplicationDetail.as_view(), name="application"),
    path("applications/<id:application>/approval/", views.ApplicationApproval.as_view(), name="approval"),
    path("applications/<id:application>/refusal/", views.ApplicationRefusal.as_view(), name="refusal"),
    path("applications/<id:application>/question/", views.ApplicationQuestion.as_view(), name="question"),
    path("applications/<id:application>/separation/", views.ApplicationSeparation.as_view(), name="separation"),
]
