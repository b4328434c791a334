from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """What is known of people and countries ends by date; bookings and faults are only added to."""

    dependencies = [("partners", "0003_people_and_records"), ("tenancy", "0002_laws")]

    operations = [
        installed_sql("partners", "dated_records"),
        append_only("partners_exambooking", "partners_recordfault"),
    ]
