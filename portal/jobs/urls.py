from django.urls import path

from portal.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.job_list, name="list"),
    path("jobs/<int:pk>/", views.job_page, name="page"),
    path("jobs/<int:pk>/cancellation/", views.cancel, name="cancellation"),
    path("jobs/<int:pk>/resumption/", views.resume, name="resumption"),
]
