"""Paths of people's own pages, and of invitations."""

from django.urls import path

from portal.accounts.views import invitations, own

urlpatterns = [
    path("me/", own.me, name="me"),
    path("i18n/language/", own.set_language, name="set_language"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]
