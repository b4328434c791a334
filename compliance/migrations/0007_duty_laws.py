from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """The database repeats compliance.duty_states; what was filed and moved is only added to."""

    dependencies = [("compliance", "0006_duties"), ("tenancy", "0002_laws")]

    operations = [
        installed_sql("compliance", "duty_states"),
        append_only("compliance_dutyfiling", "compliance_dutymove"),
    ]
