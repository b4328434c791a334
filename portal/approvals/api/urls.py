from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from portal.approvals.api import views

app_name = "approvals-api"
urlpatterns = [
    path("approvals/", views.OwnQuestions.as_view(), name="own"),
    path("approvals/<id:approval>/withdrawal/", views.Withdrawal.as_view(), name="withdrawal"),
]
