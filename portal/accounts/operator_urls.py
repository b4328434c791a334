"""`/operator/`."""

from django.urls import path

from portal.accounts.views import operator

app_name = "operator"
urlpatterns = [path("", operator.vendors, name="vendors")]
