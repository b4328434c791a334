from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from portal.approvals import views

app_name = "approvals"
urlpatterns = [
    path("approvals/", views.approval_list, name="list"),
    path("approvals/<id:approval>/", views.approval_page, name="page"),
    path("approvals/<id:approval>/decision/", views.decide_approval, name="decision"),
    path("approvals/<id:approval>/withdrawal/", views.withdraw_approval, name="withdrawal"),
]
