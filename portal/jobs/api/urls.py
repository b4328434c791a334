from django.urls import path

from portal.jobs.api.views import JobView

app_name = "jobs-api"
urlpatterns = [path("jobs/<int:job>/", JobView.as_view(), name="page")]
