from django.db import migrations

from portal.tenancy.installed_sql import installed_sql


class Migration(migrations.Migration):
    """The database repeats leads.states."""

    dependencies = [("leads", "0003_search")]

    operations = [installed_sql("leads", "lead_states")]
