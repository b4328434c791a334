from django.db import migrations

from portal.tenancy.installed_sql import installed_sql


class Migration(migrations.Migration):
    """The function behind every append-only table."""

    dependencies = [("tenancy", "0001_initial")]

    operations = [installed_sql("portal.tenancy", "append_only")]
