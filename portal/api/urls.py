from django.urls import path

from portal.api.views import SchemaView

app_name = "api"
urlpatterns = [path("schema/", SchemaView.as_view(), name="schema")]
