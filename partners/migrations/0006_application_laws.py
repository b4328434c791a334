from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """The database repeats partners.states; what was sent in, and every move, is only added to."""

    dependencies = [("partners", "0005_applications")]

    operations = [
        installed_sql("partners", "applications"),
        append_only(
            "partners_applicationcountry",
            "partners_applicationowner",
            "partners_applicationexecutive",
            "partners_applicationtransition",
        ),
    ]
