from django.db import migrations

from portal.tenancy.installed_sql import append_only


class Migration(migrations.Migration):
    """Why somebody was held stays."""

    dependencies = [("compliance", "0004_holds"), ("tenancy", "0002_laws")]

    operations = [append_only("compliance_holdground")]
