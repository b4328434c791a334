from django.urls import path

from portal.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.job_list, name="list"),
    path("jobs/<int:job>/", views.job_page, name="page"),
    path("jobs/<int:job>/cancellation/", views.cancel, name="cancellation"),
    path("jobs/<int:job>/resumption/", views.resume, name="resumption"),
]
