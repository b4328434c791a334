from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql

TABLES = ("figurebatch", "yearlyfigure", "figuredecision", "guideproposal", "trueup")


class Migration(migrations.Migration):
    """What was entered, decided or proposed stays as it was; figures form chains; a second person confirms."""

    dependencies = [("guides", "0003_workbench")]

    operations = [installed_sql("portal.guides", "figures"), append_only(*(f"guides_{table}" for table in TABLES))]
