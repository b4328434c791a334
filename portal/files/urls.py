from django.urls import path

from portal.files import views

app_name = "files"
urlpatterns = [path("files/<int:file>/", views.download, name="download")]
