from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """The database repeats compliance.states; what was found, said and decided is only added to."""

    dependencies = [("compliance", "0002_cases"), ("tenancy", "0002_laws")]

    operations = [
        installed_sql("compliance", "case_states"),
        append_only(
            "compliance_screening",
            "compliance_hit",
            "compliance_hitdecision",
            "compliance_casesubject",
            "compliance_casecheck",
            "compliance_checkresult",
            "compliance_evidence",
            "compliance_casetransition",
        ),
    ]
