from django.urls import path

from portal.approvals import views

app_name = "approvals"
urlpatterns = [
    path("approvals/", views.approval_list, name="list"),
    path("approvals/<int:approval>/", views.approval_page, name="page"),
    path("approvals/<int:approval>/decision/", views.decide_approval, name="decision"),
]
