from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """Facts, scorecards and decisions are only added to; links of the bulk tables are proved set by set."""

    dependencies = [("tiering", "0001_initial"), ("tenancy", "0002_laws")]

    operations = [
        installed_sql("tiering", "facts"),
        installed_sql("tiering", "decisions"),
        append_only(
            "tiering_reading",
            "tiering_fact",
            "tiering_factsource",
            "tiering_scorecard",
            "tiering_scorecardline",
            "tiering_tierdecision",
            "tiering_grace",
        ),
    ]
